-- Lists with counts: how many files carry a tag, and how many faces and files show a person, kept instead of counted. Only
-- adds: a program that does not know these columns and tables keeps the counts too, by the triggers. See docs/scale.md.

-- Nobody writes to these until all is in place. In the order in which writers of results take them.
LOCK TABLE media, media_tags, faces IN SHARE ROW EXCLUSIVE MODE;

-- Copied from the file: counts of faces depend on rows that their writers hold anyway.
ALTER TABLE faces ADD COLUMN is_removed boolean NOT NULL DEFAULT false;
ALTER TABLE faces ALTER COLUMN is_removed DROP DEFAULT;
UPDATE faces f SET is_removed = true FROM media m WHERE m.id = f.media_id AND m.removed_at IS NOT NULL;

-- The best face of a person is the first one.
CREATE INDEX faces_person_quality ON faces (person_id, quality DESC, id) WHERE person_id IS NOT NULL;
DROP INDEX faces_person;

-- Sums of changes, as in analysis_counts: each statement adds those it made, and no writer waits for another. They are
-- rolled up from time to time: those of people into one row each, which an index keeps in the order of the list.
CREATE TABLE person_counts (
    person_id uuid NOT NULL,
    owner_id uuid NOT NULL,
    faces integer NOT NULL,
    confirmed integer NOT NULL,
    photos integer NOT NULL,
    CONSTRAINT pk_person_counts PRIMARY KEY (person_id)
);
CREATE TABLE person_changes (
    owner_id uuid NOT NULL,
    person_id uuid NOT NULL,
    faces integer NOT NULL,
    confirmed integer NOT NULL,
    photos integer NOT NULL
);
CREATE TABLE tag_counts (
    owner_id uuid NOT NULL,
    tag_id text NOT NULL,
    change integer NOT NULL
);
ALTER TABLE person_changes SET (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
    autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000);
ALTER TABLE tag_counts SET (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
    autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000);

INSERT INTO person_counts (owner_id, person_id, faces, confirmed, photos)
SELECT owner_id, person_id, sum(faces), sum(confirmed), count(*)
FROM (
    SELECT owner_id, person_id, count(*) AS faces, count(*) FILTER (WHERE assigned_by >= 2) AS confirmed
    FROM faces WHERE person_id IS NOT NULL AND NOT is_removed GROUP BY owner_id, person_id, media_id
) AS files
GROUP BY owner_id, person_id;
INSERT INTO tag_counts (owner_id, tag_id, change)
SELECT m.owner_id, t.tag_id, count(*)
FROM (SELECT media_id, tag_id FROM media_tags GROUP BY media_id, tag_id HAVING NOT bool_or(is_removed)) AS t
JOIN media m ON m.id = t.media_id AND m.removed_at IS NULL
GROUP BY m.owner_id, t.tag_id;
CREATE INDEX person_counts_faces ON person_counts (owner_id, faces DESC, person_id);
CREATE INDEX person_changes_person ON person_changes (owner_id, person_id);
CREATE INDEX people_named ON people (owner_id) WHERE name IS NOT NULL;
CREATE INDEX tag_counts_tag ON tag_counts (owner_id, tag_id);

-- The file is held until the face is stored: it cannot be removed unseen in between. Whoever has changed faces of the file
-- before in the same transaction must have held it since before that, or the two could wait for each other.
CREATE FUNCTION place_face() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT removed_at IS NOT NULL INTO NEW.is_removed FROM media WHERE id = NEW.media_id FOR SHARE;
    IF NOT FOUND THEN
        -- The foreign key refuses the row with a clearer message.
        NEW.is_removed := true;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER faces_place BEFORE INSERT ON faces FOR EACH ROW EXECUTE FUNCTION place_face();

-- Faces: a person may be several times in a file, so whether a face counts for its file depends on others. Who changes
-- faces of people holds their owner's lock, or all faces of the file, or the file before adding one; so the others are as
-- they are read here. The changes are what one statement did for a person in a file. Plans are kept for the session and
-- must suit a library that has grown since.
CREATE FUNCTION add_person_changes(
    owner_ids uuid[], person_ids uuid[], media_ids uuid[], face_changes integer[], confirmed_changes integer[])
    RETURNS void LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
    -- Found by their files alone, each of which is read once: an index on people would be read whole for somebody who is in
    -- all files.
    INSERT INTO person_changes (owner_id, person_id, faces, confirmed, photos)
    SELECT owner_id, person_id, sum(faces), sum(confirmed), sum((present > 0)::integer - (present > faces)::integer)
    FROM (
        SELECT owner_id, person_id, media_id, sum(faces) AS faces, sum(confirmed) AS confirmed, sum(present) AS present
        FROM (
            SELECT owner_id, person_id, media_id, faces, confirmed, 0 AS present
            FROM unnest(owner_ids, person_ids, media_ids, face_changes, confirmed_changes)
                AS c (owner_id, person_id, media_id, faces, confirmed)
            UNION ALL
            SELECT owner_id, person_id, media_id, 0, 0, (NOT is_removed)::integer
            FROM faces WHERE media_id = ANY (media_ids)
        ) AS parts
        GROUP BY owner_id, person_id, media_id
    ) AS changes
    WHERE faces <> 0 OR confirmed <> 0
    GROUP BY owner_id, person_id
    HAVING sum(faces) <> 0 OR sum(confirmed) <> 0
        OR sum((present > 0)::integer - (present > faces)::integer) <> 0;
END $$;

-- No statement may both add and remove, or both change and remove, faces of one person in one file: each trigger sees what
-- the whole statement has left.
CREATE FUNCTION count_people() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    owner_ids uuid[];
    person_ids uuid[];
    media_ids uuid[];
    face_changes integer[];
    confirmed_changes integer[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(owner_id), array_agg(person_id), array_agg(media_id), array_agg(faces), array_agg(confirmed)
        INTO owner_ids, person_ids, media_ids, face_changes, confirmed_changes
        FROM (
            SELECT owner_id, person_id, media_id, count(*) AS faces, count(*) FILTER (WHERE assigned_by >= 2) AS confirmed
            FROM after_rows WHERE person_id IS NOT NULL AND NOT is_removed GROUP BY owner_id, person_id, media_id
        ) AS changes;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(owner_id), array_agg(person_id), array_agg(media_id), array_agg(-faces), array_agg(-confirmed)
        INTO owner_ids, person_ids, media_ids, face_changes, confirmed_changes
        FROM (
            SELECT owner_id, person_id, media_id, count(*) AS faces, count(*) FILTER (WHERE assigned_by >= 2) AS confirmed
            FROM before_rows WHERE person_id IS NOT NULL AND NOT is_removed GROUP BY owner_id, person_id, media_id
        ) AS changes;
    ELSE
        SELECT array_agg(owner_id), array_agg(person_id), array_agg(media_id), array_agg(faces), array_agg(confirmed)
        INTO owner_ids, person_ids, media_ids, face_changes, confirmed_changes
        FROM (
            SELECT owner_id, person_id, media_id, sum(change) AS faces,
                   sum(CASE WHEN assigned_by >= 2 THEN change ELSE 0 END) AS confirmed
            FROM (
                SELECT owner_id, person_id, media_id, assigned_by, 1 AS change FROM after_rows
                WHERE person_id IS NOT NULL AND NOT is_removed
                UNION ALL
                SELECT owner_id, person_id, media_id, assigned_by, -1 FROM before_rows
                WHERE person_id IS NOT NULL AND NOT is_removed
            ) AS moves
            GROUP BY owner_id, person_id, media_id
            HAVING sum(change) <> 0 OR sum(CASE WHEN assigned_by >= 2 THEN change ELSE 0 END) <> 0
        ) AS changes;
    END IF;
    IF person_ids IS NOT NULL THEN
        PERFORM add_person_changes(owner_ids, person_ids, media_ids, face_changes, confirmed_changes);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER faces_count_inserts AFTER INSERT ON faces REFERENCING NEW TABLE AS after_rows
    FOR EACH STATEMENT EXECUTE FUNCTION count_people();
CREATE TRIGGER faces_count_updates AFTER UPDATE ON faces REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
    FOR EACH STATEMENT EXECUTE FUNCTION count_people();
CREATE TRIGGER faces_count_deletes AFTER DELETE ON faces REFERENCING OLD TABLE AS before_rows
    FOR EACH STATEMENT EXECUTE FUNCTION count_people();

-- Tags: several sources may say the same of a file, and a tag that its owner removed there counts no more, whoever says it.
-- So a change depends on other rows, and whoever changes tags of a file holds the file from then on. Files are held in the
-- order of their ids. A file that is being deleted is there no longer: it has been taken off by forget_media_tags.
CREATE FUNCTION add_tag_changes(media_ids uuid[], tag_ids text[], row_changes integer[], removal_changes integer[])
    RETURNS void LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    PERFORM 1 FROM media WHERE id = ANY (media_ids) ORDER BY id FOR NO KEY UPDATE;
    INSERT INTO tag_counts (owner_id, tag_id, change)
    SELECT owner_id, tag_id, sum(is_now::integer - was::integer)
    FROM (
        SELECT m.owner_id, c.tag_id, n.sources > 0 AND n.removals = 0 AS is_now,
               n.sources > c.sources AND n.removals = c.removals AS was
        FROM unnest(media_ids, tag_ids, row_changes, removal_changes) AS c (media_id, tag_id, sources, removals)
        JOIN media m ON m.id = c.media_id AND m.removed_at IS NULL
        CROSS JOIN LATERAL (
            SELECT count(*) AS sources, count(*) FILTER (WHERE t.is_removed) AS removals
            FROM media_tags t WHERE t.media_id = c.media_id AND t.tag_id = c.tag_id
        ) AS n
    ) AS changes
    GROUP BY owner_id, tag_id HAVING sum(is_now::integer - was::integer) <> 0;
END $$;

CREATE FUNCTION count_tags() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    media_ids uuid[];
    tag_ids text[];
    row_changes integer[];
    removal_changes integer[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(media_id), array_agg(tag_id), array_agg(sources), array_agg(removals)
        INTO media_ids, tag_ids, row_changes, removal_changes
        FROM (
            SELECT media_id, tag_id, count(*) AS sources, count(*) FILTER (WHERE is_removed) AS removals
            FROM after_rows GROUP BY media_id, tag_id
        ) AS changes;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(media_id), array_agg(tag_id), array_agg(-sources), array_agg(-removals)
        INTO media_ids, tag_ids, row_changes, removal_changes
        FROM (
            SELECT media_id, tag_id, count(*) AS sources, count(*) FILTER (WHERE is_removed) AS removals
            FROM before_rows GROUP BY media_id, tag_id
        ) AS changes;
    ELSE
        SELECT array_agg(media_id), array_agg(tag_id), array_agg(sources), array_agg(removals)
        INTO media_ids, tag_ids, row_changes, removal_changes
        FROM (
            SELECT media_id, tag_id, sum(change) AS sources, sum(CASE WHEN is_removed THEN change ELSE 0 END) AS removals
            FROM (
                SELECT media_id, tag_id, is_removed, 1 AS change FROM after_rows
                UNION ALL
                SELECT media_id, tag_id, is_removed, -1 FROM before_rows
            ) AS moves
            GROUP BY media_id, tag_id
            HAVING sum(change) <> 0 OR sum(CASE WHEN is_removed THEN change ELSE 0 END) <> 0
        ) AS changes;
    END IF;
    IF media_ids IS NOT NULL THEN
        PERFORM add_tag_changes(media_ids, tag_ids, row_changes, removal_changes);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER media_tags_count_inserts AFTER INSERT ON media_tags REFERENCING NEW TABLE AS after_rows
    FOR EACH STATEMENT EXECUTE FUNCTION count_tags();
CREATE TRIGGER media_tags_count_updates AFTER UPDATE ON media_tags
    REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION count_tags();
CREATE TRIGGER media_tags_count_deletes AFTER DELETE ON media_tags REFERENCING OLD TABLE AS before_rows
    FOR EACH STATEMENT EXECUTE FUNCTION count_tags();

-- A file that is deleted is held when this runs, and its tags go after it.
CREATE FUNCTION forget_media_tags() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO tag_counts (owner_id, tag_id, change)
    SELECT OLD.owner_id, tag_id, -1 FROM media_tags WHERE media_id = OLD.id
    GROUP BY tag_id HAVING NOT bool_or(is_removed);
    RETURN OLD;
END $$;

CREATE TRIGGER media_forget_tags BEFORE DELETE ON media FOR EACH ROW WHEN (OLD.removed_at IS NULL)
    EXECUTE FUNCTION forget_media_tags();

-- Files that went or came back take their faces and tags along.
CREATE FUNCTION show_media() RETURNS trigger LANGUAGE plpgsql
    SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
    shown uuid[];
    hidden uuid[];
BEGIN
    SELECT array_agg(id) FILTER (WHERE NOT is_removed), array_agg(id) FILTER (WHERE is_removed) INTO shown, hidden
    FROM (
        SELECT id, removed_at IS NOT NULL AS is_removed FROM after_rows
        EXCEPT
        SELECT id, removed_at IS NOT NULL FROM before_rows
    ) AS changes;
    IF shown IS NULL AND hidden IS NULL THEN
        RETURN NULL;
    END IF;
    UPDATE faces SET is_removed = false WHERE media_id = ANY (shown) AND is_removed;
    UPDATE faces SET is_removed = true WHERE media_id = ANY (hidden) AND NOT is_removed;
    INSERT INTO tag_counts (owner_id, tag_id, change)
    SELECT m.owner_id, t.tag_id, sum(CASE WHEN m.removed_at IS NULL THEN 1 ELSE -1 END)
    FROM unnest(shown || hidden) AS c (id)
    JOIN media m ON m.id = c.id
    CROSS JOIN LATERAL (
        SELECT tag_id FROM media_tags WHERE media_id = m.id GROUP BY tag_id HAVING NOT bool_or(is_removed)
    ) AS t
    GROUP BY m.owner_id, t.tag_id HAVING sum(CASE WHEN m.removed_at IS NULL THEN 1 ELSE -1 END) <> 0;
    RETURN NULL;
END $$;

CREATE TRIGGER media_show AFTER UPDATE ON media REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
    FOR EACH STATEMENT EXECUTE FUNCTION show_media();
