-- Full reclusters: computed beside the live people, looked at, applied as one act. See docs/reclustering.md.

CREATE TABLE recluster_runs (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    requested_by uuid,
    requested_by_name text NOT NULL,
    state smallint NOT NULL,
    stage smallint NOT NULL,
    progress real NOT NULL,
    threshold real NOT NULL,
    minimum_size integer NOT NULL,
    minimum_quality real,
    pack_version text,
    known_act uuid,
    requested_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    lease_owner uuid,
    lease_until timestamp with time zone,
    attempts smallint NOT NULL,
    is_cancel_requested boolean NOT NULL,
    figures jsonb,
    error text,
    act_id uuid,
    applied_at timestamp with time zone,
    applied jsonb,
    CONSTRAINT pk_recluster_runs PRIMARY KEY (id),
    CONSTRAINT fk_recluster_runs_users_owner_id FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT fk_recluster_runs_users_requested_by FOREIGN KEY (requested_by) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_recluster_runs_person_acts_act_id FOREIGN KEY (act_id) REFERENCES person_acts (id) ON DELETE SET NULL
);
CREATE INDEX recluster_runs_owner ON recluster_runs (owner_id, requested_at);
-- One at a time for each owner.
CREATE UNIQUE INDEX recluster_runs_active ON recluster_runs (owner_id) WHERE state IN (0, 1);
CREATE INDEX ix_recluster_runs_requested_by ON recluster_runs (requested_by);
CREATE INDEX ix_recluster_runs_act_id ON recluster_runs (act_id);

-- No reference to faces or people: what is gone when the run is applied is left out.
CREATE TABLE recluster_moves (
    run_id uuid NOT NULL,
    face_id uuid NOT NULL,
    from_person_id uuid,
    from_assigned_by smallint NOT NULL,
    to_person_id uuid,
    is_new_person boolean NOT NULL,
    similarity real,
    CONSTRAINT pk_recluster_moves PRIMARY KEY (run_id, face_id),
    CONSTRAINT fk_recluster_moves_recluster_runs_run_id FOREIGN KEY (run_id) REFERENCES recluster_runs (id) ON DELETE CASCADE
);

CREATE TABLE recluster_changes (
    run_id uuid NOT NULL,
    number integer NOT NULL,
    person_id uuid NOT NULL,
    name text,
    is_anchored boolean NOT NULL,
    kinds smallint NOT NULL,
    faces_before integer NOT NULL,
    faces_after integer NOT NULL,
    gained integer NOT NULL,
    lost integer NOT NULL,
    details jsonb NOT NULL,
    CONSTRAINT pk_recluster_changes PRIMARY KEY (run_id, number),
    CONSTRAINT fk_recluster_changes_recluster_runs_run_id FOREIGN KEY (run_id) REFERENCES recluster_runs (id) ON DELETE CASCADE
);

CREATE TABLE recluster_conflicts (
    run_id uuid NOT NULL,
    number integer NOT NULL,
    kind smallint NOT NULL,
    people uuid[] NOT NULL,
    faces uuid[] NOT NULL,
    similarity real,
    message text NOT NULL,
    remedy text NOT NULL,
    CONSTRAINT pk_recluster_conflicts PRIMARY KEY (run_id, number),
    CONSTRAINT fk_recluster_conflicts_recluster_runs_run_id FOREIGN KEY (run_id) REFERENCES recluster_runs (id) ON DELETE CASCADE
);
