-- Tags know their kind, place and names; tags and faces of a video know their time; faces keep what their quality is
-- made of; media know the film inside a motion photo.

ALTER TABLE tags ADD COLUMN kind smallint NOT NULL DEFAULT 0;
ALTER TABLE tags ALTER COLUMN kind DROP DEFAULT;
ALTER TABLE tags ADD COLUMN names jsonb NOT NULL DEFAULT '{}';
ALTER TABLE tags ALTER COLUMN names DROP DEFAULT;
ALTER TABLE tags ADD COLUMN parent_id text;
UPDATE tags SET kind = 4 WHERE id LIKE 'keyword:%';
UPDATE tags SET names = jsonb_build_object('en', name);

ALTER TABLE media ADD COLUMN motion_offset bigint;
ALTER TABLE media ADD COLUMN motion_length bigint;

ALTER TABLE media_tags ADD COLUMN time_seconds double precision;

-- Faces found before this are measured when their photo is next analysed.
ALTER TABLE faces ADD COLUMN size_pixels real NOT NULL DEFAULT 0;
ALTER TABLE faces ALTER COLUMN size_pixels DROP DEFAULT;
ALTER TABLE faces ADD COLUMN sharpness real NOT NULL DEFAULT 0;
ALTER TABLE faces ALTER COLUMN sharpness DROP DEFAULT;
ALTER TABLE faces ADD COLUMN frontality real NOT NULL DEFAULT 0;
ALTER TABLE faces ALTER COLUMN frontality DROP DEFAULT;
ALTER TABLE faces ADD COLUMN time_seconds double precision;
