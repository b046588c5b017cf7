-- Accounts that can be disabled, sessions that can be listed and ended, one-time links, sign-ins by a provider, and the
-- audit log. Only adds. See docs/security.md.

ALTER TABLE users ADD COLUMN disabled_at timestamp with time zone;

CREATE TABLE user_sessions (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    address text,
    browser text,
    CONSTRAINT pk_user_sessions PRIMARY KEY (id),
    CONSTRAINT fk_user_sessions_users_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX user_sessions_user ON user_sessions (user_id, seen_at);

-- One a user: a new link takes the place of the one before.
CREATE TABLE password_links (
    user_id uuid NOT NULL,
    secret_hash bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_password_links PRIMARY KEY (user_id),
    CONSTRAINT fk_password_links_users_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX password_links_secret_hash ON password_links (secret_hash);

CREATE TABLE provider_logins (
    issuer text NOT NULL,
    subject text NOT NULL,
    user_id uuid NOT NULL,
    linked_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_provider_logins PRIMARY KEY (issuer, subject),
    CONSTRAINT fk_provider_logins_users_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX provider_logins_user ON provider_logins (user_id);

-- Refers to nobody: entries outlive the users they speak of.
CREATE TABLE audit_entries (
    id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    actor_id uuid,
    actor_name text NOT NULL,
    about_id uuid,
    about_name text,
    action text NOT NULL,
    summary text NOT NULL,
    detail text,
    address text,
    CONSTRAINT pk_audit_entries PRIMARY KEY (id)
);
CREATE INDEX audit_entries_at ON audit_entries (at, id);
CREATE INDEX audit_entries_action ON audit_entries (action, at);
CREATE INDEX audit_entries_actor ON audit_entries (actor_id, at);
CREATE INDEX audit_entries_about ON audit_entries (about_id, at);

-- Append-only, whatever a program asks for: the time is the server's, what is younger than two years is never removed, and
-- the only change is that an erased user's name gives way to a pseudonym.
CREATE FUNCTION keep_audit_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.at := clock_timestamp();
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' AND OLD.at < now() - interval '730 days' THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE'
        AND (NEW.id, NEW.at, NEW.action, NEW.summary) = (OLD.id, OLD.at, OLD.action, OLD.summary)
        AND ((NEW.actor_id IS NOT DISTINCT FROM OLD.actor_id AND NEW.actor_name = OLD.actor_name)
            OR (NEW.actor_id IS NULL AND NEW.actor_name ~ '^erased user [0-9a-f]{8}$'))
        AND ((NEW.about_id IS NOT DISTINCT FROM OLD.about_id AND NEW.about_name IS NOT DISTINCT FROM OLD.about_name)
            OR (NEW.about_id IS NULL AND NEW.about_name ~ '^erased user [0-9a-f]{8}$'))
        AND (NEW.detail IS NULL OR NEW.detail = OLD.detail)
        AND (NEW.address IS NULL OR NEW.address = OLD.address)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Entries of the audit log are neither changed nor removed.' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER audit_entries_keep BEFORE INSERT OR UPDATE OR DELETE ON audit_entries
    FOR EACH ROW EXECUTE FUNCTION keep_audit_entries();
CREATE TRIGGER audit_entries_keep_all BEFORE TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION keep_audit_entries();
