-- Words are found however their letters are composed: names of files that come from a Mac keep "é" as an "e" and an accent,
-- and were cut into two words there. Only replaces what the two indexes are made of, and names by which users sign in. See
-- docs/search.md.

CREATE OR REPLACE FUNCTION media_words(
    relative_path text, title text, description text, lens_model text, artist text, album text, genre text)
    RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN to_tsvector('pg_catalog.simple', left(translate(normalize(
        regexp_replace(regexp_replace(relative_path, '^.*/', ''), '\.[^.]*$', '')
        || ' ' || coalesce(title, '') || ' ' || coalesce(description, '') || ' ' || coalesce(lens_model, '')
        || ' ' || coalesce(artist, '') || ' ' || coalesce(album, '') || ' ' || coalesce(genre, '')),
        '-_./\:;,+&@#()[]{}''"!?=~*<>|', repeat(' ', 28)), 20000));
REINDEX INDEX media_words;

CREATE OR REPLACE FUNCTION tag_words(name text, names jsonb) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN to_tsvector('pg_catalog.simple', translate(normalize(
        name || ' ' || names::text), '-_./\:;,+&@#()[]{}''"!?=~*<>|', repeat(' ', 28)));
REINDEX INDEX tags_words;

UPDATE users SET normalized_name = normalize(normalized_name)
WHERE normalized_name IS NOT NORMALIZED AND NOT EXISTS (
    SELECT 1 FROM users other WHERE other.normalized_name = normalize(users.normalized_name));
