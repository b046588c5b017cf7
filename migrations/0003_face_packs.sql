-- A change of face models: vectors of two networks cannot be compared, so the new ones are kept apart until all of an
-- owner's files have them. See docs/adr/0006-face-packs.md.

-- Which version the vectors in faces are of, for each owner who has some.
CREATE TABLE face_versions (
    owner_id uuid NOT NULL,
    pack_version text NOT NULL,
    activated_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_face_versions PRIMARY KEY (owner_id),
    CONSTRAINT fk_face_versions_users_owner_id FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE
);

-- Of several versions the one that most faces have; the files of the others are due again at the next start.
INSERT INTO face_versions (owner_id, pack_version, activated_at)
SELECT DISTINCT ON (owner_id) owner_id, pack_version, now()
FROM (SELECT owner_id, pack_version, count(*) AS faces FROM faces GROUP BY owner_id, pack_version) AS counted
ORDER BY owner_id, faces DESC, pack_version;

-- What the next version found, with the id of the same face in faces where there is one.
CREATE TABLE next_faces (
    id uuid NOT NULL,
    media_id uuid NOT NULL,
    owner_id uuid NOT NULL,
    x real NOT NULL,
    y real NOT NULL,
    width real NOT NULL,
    height real NOT NULL,
    landmarks real[] NOT NULL,
    score real NOT NULL,
    quality real NOT NULL,
    embedding bytea NOT NULL,
    pack_version text NOT NULL,
    assigned_by smallint NOT NULL,
    size_pixels real NOT NULL,
    sharpness real NOT NULL,
    frontality real NOT NULL,
    time_seconds double precision,
    CONSTRAINT pk_next_faces PRIMARY KEY (id),
    CONSTRAINT fk_next_faces_media_media_id FOREIGN KEY (media_id) REFERENCES media (id) ON DELETE CASCADE,
    CONSTRAINT fk_next_faces_users_owner_id FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX next_faces_media ON next_faces (media_id);
CREATE INDEX next_faces_owner ON next_faces (owner_id);
