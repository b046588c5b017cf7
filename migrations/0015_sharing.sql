-- Albums, and what of albums and libraries others of the house may see. Only adds. See docs/security.md.

CREATE TABLE albums (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    name text NOT NULL,
    description text,
    cover_media_id uuid,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_albums PRIMARY KEY (id),
    CONSTRAINT fk_albums_media_cover_media_id FOREIGN KEY (cover_media_id) REFERENCES media (id) ON DELETE SET NULL,
    CONSTRAINT fk_albums_users_owner_id FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX albums_owner ON albums (owner_id, id);
CREATE INDEX ix_albums_cover_media_id ON albums (cover_media_id);

-- Positions have room between them; whoever changes items holds the album's row.
CREATE TABLE album_items (
    album_id uuid NOT NULL,
    media_id uuid NOT NULL,
    position bigint NOT NULL,
    added_by uuid,
    added_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_album_items PRIMARY KEY (album_id, media_id),
    CONSTRAINT fk_album_items_albums_album_id FOREIGN KEY (album_id) REFERENCES albums (id) ON DELETE CASCADE,
    CONSTRAINT fk_album_items_media_media_id FOREIGN KEY (media_id) REFERENCES media (id) ON DELETE CASCADE,
    CONSTRAINT fk_album_items_users_added_by FOREIGN KEY (added_by) REFERENCES users (id) ON DELETE SET NULL
);
CREATE INDEX album_items_order ON album_items (album_id, position, media_id);
CREATE INDEX ix_album_items_media_id ON album_items (media_id);
CREATE INDEX ix_album_items_added_by ON album_items (added_by);

CREATE TABLE shares (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    recipient_id uuid NOT NULL,
    album_id uuid,
    library_id uuid,
    access smallint NOT NULL,
    with_people boolean NOT NULL,
    label text,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    CONSTRAINT pk_shares PRIMARY KEY (id),
    CONSTRAINT shares_of_one_thing CHECK ((album_id IS NULL) <> (library_id IS NULL)),
    CONSTRAINT fk_shares_albums_album_id FOREIGN KEY (album_id) REFERENCES albums (id) ON DELETE CASCADE,
    CONSTRAINT fk_shares_libraries_library_id FOREIGN KEY (library_id) REFERENCES libraries (id) ON DELETE CASCADE,
    CONSTRAINT fk_shares_users_owner_id FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT fk_shares_users_recipient_id FOREIGN KEY (recipient_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX shares_album_recipient ON shares (album_id, recipient_id);
CREATE UNIQUE INDEX shares_library_recipient ON shares (library_id, recipient_id);
CREATE INDEX shares_owner ON shares (owner_id, id);
CREATE INDEX shares_recipient ON shares (recipient_id, id);

-- Who added or removed a tag by hand.
ALTER TABLE media_tags ADD COLUMN set_by uuid;
ALTER TABLE media_tags ADD CONSTRAINT fk_media_tags_users_set_by
    FOREIGN KEY (set_by) REFERENCES users (id) ON DELETE SET NULL;
CREATE INDEX media_tags_set_by ON media_tags (set_by) WHERE set_by IS NOT NULL;

-- The time line of one library: of a small one beside a large one, too.
CREATE INDEX media_library_timeline ON media (library_id DESC, sort_at DESC, id DESC) WHERE removed_at IS NULL;
