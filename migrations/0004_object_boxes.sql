-- How many people, pets, vehicles and other things a photo shows, and where. Photos analysed before this have none until
-- their objects are next looked for.
CREATE TABLE object_counts (
    media_id uuid NOT NULL,
    tag_id text NOT NULL,
    count smallint NOT NULL,
    boxes real[] NOT NULL,
    scores real[] NOT NULL,
    CONSTRAINT pk_object_counts PRIMARY KEY (media_id, tag_id),
    CONSTRAINT fk_object_counts_media_media_id FOREIGN KEY (media_id) REFERENCES media (id) ON DELETE CASCADE,
    CONSTRAINT fk_object_counts_tags_tag_id FOREIGN KEY (tag_id) REFERENCES tags (id) ON DELETE CASCADE
);

CREATE INDEX object_counts_tag ON object_counts (tag_id);
