-- Exports in which everybody but chosen people is unrecognisable: what was asked for, and what came of it. Only adds.
CREATE TABLE covered_exports (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    request jsonb NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    file_name text,
    size_bytes bigint,
    exported integer,
    refused integer,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_covered_exports PRIMARY KEY (id),
    CONSTRAINT fk_covered_exports_users_owner_id FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX covered_exports_owner ON covered_exports (owner_id, requested_at);
CREATE INDEX covered_exports_expiry ON covered_exports (expires_at);
