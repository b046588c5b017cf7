-- Search, smart albums and lists of music. Only adds. See docs/search.md.

-- An album with a query fills itself: it has no items.
ALTER TABLE albums ADD COLUMN query text;

-- The words of a file that are neither people nor tags. What stands between words in names of files is made blanks first,
-- for the parser would take "beach_2019.jpg" for one word. The name's ending says nothing, and folders are never shown.
CREATE FUNCTION media_words(
    relative_path text, title text, description text, lens_model text, artist text, album text, genre text)
    RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN to_tsvector('pg_catalog.simple', left(translate(
        regexp_replace(regexp_replace(relative_path, '^.*/', ''), '\.[^.]*$', '')
        || ' ' || coalesce(title, '') || ' ' || coalesce(description, '') || ' ' || coalesce(lens_model, '')
        || ' ' || coalesce(artist, '') || ' ' || coalesce(album, '') || ' ' || coalesce(genre, ''),
        '-_./\:;,+&@#()[]{}''"!?=~*<>|', repeat(' ', 28)), 20000));
CREATE INDEX media_words ON media USING gin (
    media_words(relative_path, title, description, lens_model, artist, album, genre)) WHERE removed_at IS NULL;

-- The words of a tag's names in all languages.
CREATE FUNCTION tag_words(name text, names jsonb) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN to_tsvector('pg_catalog.simple', translate(
        name || ' ' || names::text, '-_./\:;,+&@#()[]{}''"!?=~*<>|', repeat(' ', 28)));
CREATE INDEX tags_words ON tags USING gin (tag_words(name, names));

-- Few, and asked at every search for a tag.
CREATE INDEX media_tags_removed ON media_tags (tag_id, media_id) WHERE is_removed;

CREATE INDEX media_cameras ON media (owner_id, camera_model, camera_make) WHERE removed_at IS NULL AND camera_model IS NOT NULL;
CREATE INDEX media_artists ON media (owner_id, artist) WHERE removed_at IS NULL AND kind = 2 AND artist IS NOT NULL;
CREATE INDEX media_albums ON media (owner_id, album, artist) WHERE removed_at IS NULL AND kind = 2 AND album IS NOT NULL;
CREATE INDEX media_music ON media (owner_id, id) WHERE removed_at IS NULL AND kind = 2;
