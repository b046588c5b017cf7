-- The ledger of a million files: a claim that steps over nothing, counts that are kept instead of counted, one wanted
-- version of each task, and how much work was done when. See docs/scale.md.

-- Copied from the file, so that no claim and no count has to read it. Triggers keep both, whatever a program of any
-- version writes.
ALTER TABLE analysis ADD COLUMN library_id uuid;
ALTER TABLE analysis ADD COLUMN is_removed boolean;
UPDATE analysis a SET library_id = m.library_id, is_removed = m.removed_at IS NOT NULL FROM media m WHERE m.id = a.media_id;
ALTER TABLE analysis ALTER COLUMN library_id SET NOT NULL;
ALTER TABLE analysis ALTER COLUMN is_removed SET NOT NULL;

DROP INDEX analysis_due;
DROP INDEX analysis_failed;
CREATE INDEX analysis_claim ON analysis (library_id, task, priority, due_at, media_id)
    WHERE state = 0 AND crashes = 0 AND NOT is_removed;
CREATE INDEX analysis_suspects ON analysis (library_id, task, priority, due_at, media_id)
    WHERE state = 0 AND crashes > 0 AND NOT is_removed;
CREATE INDEX analysis_standing ON analysis (library_id, task, state, pack_version) WHERE state >= 2;
CREATE INDEX analysis_failures ON analysis (library_id, finished_at) WHERE state IN (3, 4);

-- A queue leaves a dead entry for each claim: they are cleared long before a fifth of a million rows has changed.
ALTER TABLE analysis SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

-- The file is held until the row is stored: it cannot move or be removed unseen in between.
CREATE FUNCTION place_analysis() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT library_id, removed_at IS NOT NULL INTO NEW.library_id, NEW.is_removed
    FROM media WHERE id = NEW.media_id FOR SHARE;
    IF NOT FOUND THEN
        -- The foreign key refuses the row with a clearer message than a missing library would.
        NEW.library_id := NEW.media_id;
        NEW.is_removed := true;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER analysis_place BEFORE INSERT ON analysis FOR EACH ROW EXECUTE FUNCTION place_analysis();

-- One statement for all files that a statement has changed. The plan is kept for the session, and must suit one file as
-- well as a million: it always looks the rows up by their key.
CREATE FUNCTION move_analysis() RETURNS trigger LANGUAGE plpgsql
    SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
BEGIN
    UPDATE analysis a SET library_id = n.library_id, is_removed = n.removed_at IS NOT NULL
    FROM after_rows n
    WHERE a.media_id = n.id AND (a.library_id <> n.library_id OR a.is_removed <> (n.removed_at IS NOT NULL));
    RETURN NULL;
END $$;

CREATE TRIGGER media_move_analysis AFTER UPDATE ON media REFERENCING NEW TABLE AS after_rows
    FOR EACH STATEMENT EXECUTE FUNCTION move_analysis();

-- Rows of visible files by library, task and state: the sum of all changes. Each statement adds the changes it made, so
-- that no writer waits for another; they are rolled up from time to time.
CREATE TABLE analysis_counts (
    library_id uuid NOT NULL,
    task smallint NOT NULL,
    state smallint NOT NULL,
    change bigint NOT NULL
);
ALTER TABLE analysis_counts SET (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
    autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000);
INSERT INTO analysis_counts (library_id, task, state, change)
SELECT library_id, task, state, count(*) FROM analysis WHERE NOT is_removed GROUP BY library_id, task, state;

CREATE FUNCTION count_analysis() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO analysis_counts (library_id, task, state, change)
        SELECT library_id, task, state, count(*) FROM after_rows WHERE NOT is_removed GROUP BY library_id, task, state;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO analysis_counts (library_id, task, state, change)
        SELECT library_id, task, state, -count(*) FROM before_rows WHERE NOT is_removed GROUP BY library_id, task, state;
    ELSE
        INSERT INTO analysis_counts (library_id, task, state, change)
        SELECT library_id, task, state, sum(change) FROM (
            SELECT library_id, task, state, 1 AS change FROM after_rows WHERE NOT is_removed
            UNION ALL
            SELECT library_id, task, state, -1 FROM before_rows WHERE NOT is_removed
        ) AS changes
        GROUP BY library_id, task, state HAVING sum(change) <> 0;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER analysis_count_inserts AFTER INSERT ON analysis REFERENCING NEW TABLE AS after_rows
    FOR EACH STATEMENT EXECUTE FUNCTION count_analysis();
CREATE TRIGGER analysis_count_updates AFTER UPDATE ON analysis REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
    FOR EACH STATEMENT EXECUTE FUNCTION count_analysis();
CREATE TRIGGER analysis_count_deletes AFTER DELETE ON analysis REFERENCING OLD TABLE AS before_rows
    FOR EACH STATEMENT EXECUTE FUNCTION count_analysis();

-- The version that each task is to have in the whole system: workers with other packs leave the task alone.
CREATE TABLE task_versions (
    task smallint NOT NULL,
    version text NOT NULL,
    is_chosen boolean NOT NULL,
    program_version text NOT NULL,
    chosen_at timestamp with time zone NOT NULL,
    chosen_by text NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_task_versions PRIMARY KEY (task)
);

-- What each worker did for whom in each minute. A worker writes to rows of its own: none waits for another.
CREATE TABLE work_minutes (
    minute timestamp with time zone NOT NULL,
    owner_id uuid NOT NULL,
    task smallint NOT NULL,
    worker_id uuid NOT NULL,
    began_at timestamp with time zone NOT NULL,
    done integer NOT NULL,
    failed integer NOT NULL,
    CONSTRAINT pk_work_minutes PRIMARY KEY (minute, owner_id, task, worker_id),
    CONSTRAINT fk_work_minutes_users_owner_id FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX ix_work_minutes_owner_id ON work_minutes (owner_id);
