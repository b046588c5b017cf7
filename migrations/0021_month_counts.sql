-- What fifty users ask for at once in a large library: the time line's counts of months, kept instead of counted, the latest
-- failures in their order, and the files of a person in the order in which those of a tag are. Only adds: a program that does
-- not know the table keeps the counts too, by the triggers. See docs/scale.md and docs/search.md.

-- Nobody writes until all is in place.
LOCK TABLE media IN SHARE ROW EXCLUSIVE MODE;

-- Sums of changes, as in tag_counts. Whether a file counts, and for which month, is told by its own row alone: no statement
-- has to look at others, and whatever happens at once, the sum is that of the rows.
CREATE TABLE month_counts (
    owner_id uuid NOT NULL,
    month date NOT NULL,
    change integer NOT NULL
);
ALTER TABLE month_counts SET (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
    autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000);

INSERT INTO month_counts (owner_id, month, change)
SELECT owner_id, date_trunc('month', local_at)::date, count(*) FROM media
WHERE removed_at IS NULL AND kind <> 2 GROUP BY 1, 2;
CREATE INDEX month_counts_month ON month_counts (owner_id, month);

CREATE FUNCTION count_months() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO month_counts (owner_id, month, change)
        SELECT owner_id, date_trunc('month', local_at)::date, count(*) FROM after_rows
        WHERE removed_at IS NULL AND kind <> 2 GROUP BY 1, 2;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO month_counts (owner_id, month, change)
        SELECT owner_id, date_trunc('month', local_at)::date, -count(*) FROM before_rows
        WHERE removed_at IS NULL AND kind <> 2 GROUP BY 1, 2;
    ELSE
        INSERT INTO month_counts (owner_id, month, change)
        SELECT owner_id, date_trunc('month', local_at)::date, sum(change) FROM (
            SELECT owner_id, local_at, 1 AS change FROM after_rows WHERE removed_at IS NULL AND kind <> 2
            UNION ALL
            SELECT owner_id, local_at, -1 FROM before_rows WHERE removed_at IS NULL AND kind <> 2
        ) AS moves
        GROUP BY 1, 2 HAVING sum(change) <> 0;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER media_count_inserts AFTER INSERT ON media REFERENCING NEW TABLE AS after_rows
    FOR EACH STATEMENT EXECUTE FUNCTION count_months();
CREATE TRIGGER media_count_updates AFTER UPDATE ON media REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
    FOR EACH STATEMENT EXECUTE FUNCTION count_months();
CREATE TRIGGER media_count_deletes AFTER DELETE ON media REFERENCING OLD TABLE AS before_rows
    FOR EACH STATEMENT EXECUTE FUNCTION count_months();

-- The latest failures of visible files are its first rows, also where a lost disk made thousands of them in one moment.
DROP INDEX analysis_failures;
CREATE INDEX analysis_failures ON analysis (library_id, is_removed, finished_at DESC, media_id, task) WHERE state IN (3, 4);

-- A search goes through the files of several tags and people side by side.
CREATE INDEX faces_person_media ON faces (person_id, media_id) WHERE person_id IS NOT NULL AND NOT is_removed;
