-- Coarse jobs can be asked for, wait, be cancelled and be taken over; workers announce themselves; work can be paused.
-- See docs/adr/0009-job-queue.md.

-- Which program may use this database: the newest migration it knows must not be older than this one. A migration that
-- only adds leaves it as it is; one that takes away what an older program uses raises it.
CREATE TABLE schema_compatibility (
    oldest_program text NOT NULL,
    CONSTRAINT pk_schema_compatibility PRIMARY KEY (oldest_program)
);
INSERT INTO schema_compatibility (oldest_program) VALUES ('0009_jobs');

ALTER TABLE job_runs ADD COLUMN subject text NOT NULL DEFAULT '';
ALTER TABLE job_runs ALTER COLUMN subject DROP DEFAULT;
ALTER TABLE job_runs ADD COLUMN work_key text NOT NULL DEFAULT '';
ALTER TABLE job_runs ALTER COLUMN work_key DROP DEFAULT;
ALTER TABLE job_runs ADD COLUMN priority smallint NOT NULL DEFAULT 0;
ALTER TABLE job_runs ALTER COLUMN priority DROP DEFAULT;
ALTER TABLE job_runs ADD COLUMN requested_by text NOT NULL DEFAULT '';
ALTER TABLE job_runs ALTER COLUMN requested_by DROP DEFAULT;
ALTER TABLE job_runs ADD COLUMN requested_at timestamp with time zone NOT NULL DEFAULT now();
ALTER TABLE job_runs ALTER COLUMN requested_at DROP DEFAULT;
ALTER TABLE job_runs ADD COLUMN due_at timestamp with time zone NOT NULL DEFAULT now();
ALTER TABLE job_runs ALTER COLUMN due_at DROP DEFAULT;
ALTER TABLE job_runs ALTER COLUMN started_at DROP NOT NULL;
ALTER TABLE job_runs ADD COLUMN lease_owner uuid;
ALTER TABLE job_runs ADD COLUMN lease_until timestamp with time zone;
ALTER TABLE job_runs ADD COLUMN worker text;
ALTER TABLE job_runs ADD COLUMN attempts smallint NOT NULL DEFAULT 0;
ALTER TABLE job_runs ALTER COLUMN attempts DROP DEFAULT;
ALTER TABLE job_runs ADD COLUMN crashes smallint NOT NULL DEFAULT 0;
ALTER TABLE job_runs ALTER COLUMN crashes DROP DEFAULT;
ALTER TABLE job_runs ADD COLUMN done bigint;
ALTER TABLE job_runs ADD COLUMN total bigint;
ALTER TABLE job_runs ADD COLUMN cancel_requested_at timestamp with time zone;
UPDATE job_runs SET requested_at = started_at, due_at = started_at;

-- The same work is queued once: whoever asks for it again is told of the job that waits already.
CREATE UNIQUE INDEX job_runs_queued_once ON job_runs (work_key) WHERE state = 4;
CREATE INDEX job_runs_queued ON job_runs (priority, due_at, id) WHERE state = 4;
CREATE INDEX job_runs_running ON job_runs (work_key) WHERE state = 0;
CREATE INDEX job_runs_requested ON job_runs (requested_at);

-- Legal moves of jobs; the same table stands in JobTransitions, and a test compares the two.
CREATE TABLE job_moves (
    from_state smallint NOT NULL,
    to_state smallint NOT NULL,
    PRIMARY KEY (from_state, to_state)
);
INSERT INTO job_moves (from_state, to_state) VALUES
    (4, 0), (4, 5),
    (0, 1), (0, 2), (0, 3), (0, 4), (0, 5);

CREATE FUNCTION refuse_illegal_job_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM job_moves WHERE from_state = OLD.state AND to_state = NEW.state) THEN
        RAISE EXCEPTION 'job % may not go from state % to %', OLD.id, OLD.state, NEW.state
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER job_legal_moves BEFORE UPDATE OF state ON job_runs
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state)
    EXECUTE FUNCTION refuse_illegal_job_move();

CREATE TABLE workers (
    id uuid NOT NULL,
    name text NOT NULL,
    version text NOT NULL,
    schema_version text NOT NULL,
    packs jsonb NOT NULL,
    cores smallint NOT NULL,
    threads smallint NOT NULL,
    status smallint NOT NULL,
    status_reason text,
    resident_mib integer NOT NULL,
    started_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    stopped_at timestamp with time zone,
    CONSTRAINT pk_workers PRIMARY KEY (id)
);
CREATE INDEX workers_seen ON workers (seen_at);

-- What may not be worked on now: a kind of work, a user's work, or both; everything when both are null.
CREATE TABLE work_pauses (
    work_key text NOT NULL,
    kind text,
    owner_id uuid,
    paused_by text NOT NULL,
    paused_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_work_pauses PRIMARY KEY (work_key),
    CONSTRAINT fk_work_pauses_users_owner_id FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX ix_work_pauses_owner_id ON work_pauses (owner_id);

-- What an admin has set for the whole system.
CREATE TABLE system_settings (
    key text NOT NULL,
    value jsonb NOT NULL,
    changed_by text NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_system_settings PRIMARY KEY (key)
);

-- Whether anybody still has the photo of a thumbnail is asked for each of them.
CREATE INDEX media_content_hash ON media (content_hash) WHERE content_hash IS NOT NULL;
