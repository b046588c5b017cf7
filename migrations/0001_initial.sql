-- The first schema. Schema files are append-only: a change is a new file with a higher number.
-- Two rules are kept by the database itself, whatever a worker of any version does: legal moves of the
-- ledger (below), and ownership, which every row carries.

CREATE TABLE tags (
    id text NOT NULL,
    name text NOT NULL,
    CONSTRAINT pk_tags PRIMARY KEY (id)
);

CREATE TABLE users (
    id uuid NOT NULL,
    name text NOT NULL,
    normalized_name text NOT NULL,
    password_hash text NOT NULL,
    must_change_password boolean NOT NULL,
    is_admin boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_users PRIMARY KEY (id)
);

CREATE TABLE api_tokens (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    name text NOT NULL,
    token_hash bytea NOT NULL,
    scopes text[] NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    CONSTRAINT pk_api_tokens PRIMARY KEY (id),
    CONSTRAINT fk_api_tokens_users_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE TABLE face_consents (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    given boolean NOT NULL,
    text_version text NOT NULL,
    answered_by text NOT NULL,
    answered_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_face_consents PRIMARY KEY (id),
    CONSTRAINT fk_face_consents_users_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE TABLE libraries (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    root_path text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_scan_at timestamp with time zone,
    suspended_reason text,
    CONSTRAINT pk_libraries PRIMARY KEY (id),
    CONSTRAINT fk_libraries_users_owner_id FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE TABLE people (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    name text,
    cover_face_id uuid,
    is_hidden boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_people PRIMARY KEY (id),
    CONSTRAINT fk_people_users_owner_id FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE TABLE job_runs (
    id uuid NOT NULL,
    kind text NOT NULL,
    owner_id uuid,
    library_id uuid,
    state smallint NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    summary jsonb NOT NULL,
    error text,
    CONSTRAINT pk_job_runs PRIMARY KEY (id),
    CONSTRAINT fk_job_runs_libraries_library_id FOREIGN KEY (library_id) REFERENCES libraries (id) ON DELETE CASCADE,
    CONSTRAINT fk_job_runs_users_owner_id FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE TABLE media (
    id uuid NOT NULL,
    library_id uuid NOT NULL,
    owner_id uuid NOT NULL,
    relative_path text COLLATE "C" NOT NULL,
    kind smallint NOT NULL,
    mime_type text NOT NULL,
    size_bytes bigint NOT NULL,
    modified_ticks bigint NOT NULL,
    content_hash bytea,
    added_at timestamp with time zone NOT NULL,
    removed_at timestamp with time zone,
    sort_at timestamp with time zone NOT NULL,
    taken_at timestamp without time zone,
    taken_at_offset_minutes smallint,
    width integer,
    height integer,
    camera_make text,
    camera_model text,
    lens_model text,
    latitude double precision,
    longitude double precision,
    altitude double precision,
    duration_seconds double precision,
    title text,
    description text,
    rating smallint,
    artist text,
    album text,
    genre text,
    warnings text[] NOT NULL,
    CONSTRAINT pk_media PRIMARY KEY (id),
    CONSTRAINT fk_media_libraries_library_id FOREIGN KEY (library_id) REFERENCES libraries (id) ON DELETE CASCADE,
    CONSTRAINT fk_media_users_owner_id FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE TABLE scan_problems (
    id uuid NOT NULL,
    library_id uuid NOT NULL,
    relative_path text NOT NULL,
    reason text NOT NULL,
    noticed_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_scan_problems PRIMARY KEY (id),
    CONSTRAINT fk_scan_problems_libraries_library_id FOREIGN KEY (library_id) REFERENCES libraries (id) ON DELETE CASCADE
);

CREATE TABLE analysis (
    media_id uuid NOT NULL,
    task smallint NOT NULL,
    state smallint NOT NULL,
    priority smallint NOT NULL,
    due_at timestamp with time zone NOT NULL,
    pack_version text,
    attempts smallint NOT NULL,
    crashes smallint NOT NULL,
    lease_owner uuid,
    lease_until timestamp with time zone,
    error_kind smallint,
    reason text,
    finished_at timestamp with time zone,
    CONSTRAINT pk_analysis PRIMARY KEY (media_id, task),
    CONSTRAINT fk_analysis_media_media_id FOREIGN KEY (media_id) REFERENCES media (id) ON DELETE CASCADE
);

CREATE TABLE faces (
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
    person_id uuid,
    assigned_by smallint NOT NULL,
    similarity real,
    grouped_at timestamp with time zone,
    CONSTRAINT pk_faces PRIMARY KEY (id),
    CONSTRAINT fk_faces_media_media_id FOREIGN KEY (media_id) REFERENCES media (id) ON DELETE CASCADE,
    CONSTRAINT fk_faces_people_person_id FOREIGN KEY (person_id) REFERENCES people (id) ON DELETE SET NULL,
    CONSTRAINT fk_faces_users_owner_id FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE TABLE media_tags (
    media_id uuid NOT NULL,
    tag_id text NOT NULL,
    source smallint NOT NULL,
    score real NOT NULL,
    is_removed boolean NOT NULL,
    pack_version text,
    raw_label text,
    CONSTRAINT pk_media_tags PRIMARY KEY (media_id, tag_id, source),
    CONSTRAINT fk_media_tags_media_media_id FOREIGN KEY (media_id) REFERENCES media (id) ON DELETE CASCADE,
    CONSTRAINT fk_media_tags_tags_tag_id FOREIGN KEY (tag_id) REFERENCES tags (id) ON DELETE CASCADE
);

CREATE TABLE face_rejections (
    face_id uuid NOT NULL,
    person_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_face_rejections PRIMARY KEY (face_id, person_id),
    CONSTRAINT fk_face_rejections_faces_face_id FOREIGN KEY (face_id) REFERENCES faces (id) ON DELETE CASCADE,
    CONSTRAINT fk_face_rejections_people_person_id FOREIGN KEY (person_id) REFERENCES people (id) ON DELETE CASCADE
);

CREATE INDEX analysis_due ON analysis (priority, due_at, media_id) WHERE state = 0;
CREATE INDEX analysis_failed ON analysis (state, task) WHERE state in (3, 4);
CREATE INDEX analysis_leases ON analysis (lease_until) WHERE state = 1;
CREATE UNIQUE INDEX api_tokens_token_hash ON api_tokens (token_hash);
CREATE INDEX ix_api_tokens_user_id ON api_tokens (user_id);
CREATE INDEX face_consents_user ON face_consents (user_id, answered_at);
CREATE INDEX face_rejections_person ON face_rejections (person_id);
CREATE INDEX faces_media ON faces (media_id);
CREATE INDEX faces_owner_pack ON faces (owner_id, pack_version);
CREATE INDEX faces_person ON faces (person_id) WHERE person_id is not null;
CREATE INDEX faces_ungrouped ON faces (owner_id) WHERE grouped_at is null;
CREATE INDEX ix_job_runs_library_id ON job_runs (library_id);
CREATE INDEX ix_job_runs_owner_id ON job_runs (owner_id);
CREATE INDEX job_runs_started ON job_runs (started_at);
CREATE UNIQUE INDEX libraries_owner_root ON libraries (owner_id, root_path);
CREATE UNIQUE INDEX media_library_path ON media (library_id, relative_path);
CREATE INDEX media_library_size ON media (library_id, size_bytes);
CREATE INDEX media_removed ON media (removed_at) WHERE removed_at is not null;
CREATE INDEX media_timeline ON media (owner_id DESC, sort_at DESC, id DESC) WHERE removed_at is null;
CREATE INDEX media_tags_tag ON media_tags (tag_id, media_id);
CREATE INDEX people_owner ON people (owner_id);
CREATE INDEX scan_problems_library ON scan_problems (library_id);
CREATE UNIQUE INDEX users_normalized_name ON users (normalized_name);

-- Legal moves of the ledger; the same table stands in AnalysisState.cs, and a test compares the two.
CREATE TABLE analysis_moves (
    from_state smallint NOT NULL,
    to_state smallint NOT NULL,
    PRIMARY KEY (from_state, to_state)
);

INSERT INTO analysis_moves (from_state, to_state) VALUES
    (0, 1),
    (1, 2), (1, 3), (1, 0), (1, 4),
    (2, 0), (3, 0), (4, 0),
    (0, 5), (1, 5), (2, 5), (3, 5), (6, 5),
    (5, 0),
    (0, 6), (1, 6), (5, 6),
    (6, 0);

CREATE FUNCTION refuse_illegal_analysis_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM analysis_moves WHERE from_state = OLD.state AND to_state = NEW.state) THEN
        RAISE EXCEPTION 'analysis of % may not go from state % to %', OLD.media_id, OLD.state, NEW.state
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER analysis_legal_moves BEFORE UPDATE OF state ON analysis
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state)
    EXECUTE FUNCTION refuse_illegal_analysis_move();
