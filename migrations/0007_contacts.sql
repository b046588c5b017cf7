-- Contacts with portraits: where they come from, what their portraits are worth, and which people they are.
-- See docs/contacts.md.

-- Servers that an admin has allowed; nothing else is ever called.
CREATE TABLE contact_servers (
    id uuid NOT NULL,
    address text NOT NULL,
    certificates text,
    added_by text NOT NULL,
    added_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_contact_servers PRIMARY KEY (id)
);
CREATE UNIQUE INDEX contact_servers_address ON contact_servers (address);

CREATE TABLE contact_sources (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    kind smallint NOT NULL,
    name text NOT NULL,
    address text,
    user_name text,
    password bytea,
    sync_token text,
    sync_requested_at timestamp with time zone,
    last_sync_at timestamp with time zone,
    problem text,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_contact_sources PRIMARY KEY (id),
    CONSTRAINT fk_contact_sources_users_owner_id FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX contact_sources_owner_name ON contact_sources (owner_id, kind, name);

-- Files that wait to be read, in parts that fit into memory.
CREATE TABLE contact_uploads (
    id uuid NOT NULL,
    source_id uuid NOT NULL,
    size_bytes bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_contact_uploads PRIMARY KEY (id),
    CONSTRAINT fk_contact_uploads_contact_sources_source_id FOREIGN KEY (source_id) REFERENCES contact_sources (id) ON DELETE CASCADE
);
CREATE INDEX ix_contact_uploads_source_id ON contact_uploads (source_id);

CREATE TABLE contact_upload_parts (
    upload_id uuid NOT NULL,
    number integer NOT NULL,
    content bytea NOT NULL,
    CONSTRAINT pk_contact_upload_parts PRIMARY KEY (upload_id, number),
    CONSTRAINT fk_contact_upload_parts_contact_uploads_upload_id FOREIGN KEY (upload_id) REFERENCES contact_uploads (id) ON DELETE CASCADE
);

CREATE TABLE contacts (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    source_id uuid NOT NULL,
    key text NOT NULL,
    etag text,
    content_hash bytea NOT NULL,
    name text NOT NULL,
    state smallint NOT NULL,
    reason text,
    is_matched boolean NOT NULL,
    removed_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_contacts PRIMARY KEY (id),
    CONSTRAINT fk_contacts_contact_sources_source_id FOREIGN KEY (source_id) REFERENCES contact_sources (id) ON DELETE CASCADE,
    CONSTRAINT fk_contacts_users_owner_id FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX contacts_source_key ON contacts (source_id, key);
CREATE INDEX contacts_owner_name ON contacts (owner_id, name, id);

CREATE TABLE contact_portraits (
    id uuid NOT NULL,
    contact_id uuid NOT NULL,
    place smallint NOT NULL,
    content_hash bytea NOT NULL,
    image bytea,
    state smallint NOT NULL,
    reason text,
    pack_version text,
    chosen_face smallint,
    is_accepted boolean NOT NULL,
    CONSTRAINT pk_contact_portraits PRIMARY KEY (id),
    CONSTRAINT fk_contact_portraits_contacts_contact_id FOREIGN KEY (contact_id) REFERENCES contacts (id) ON DELETE CASCADE
);
CREATE INDEX contact_portraits_contact ON contact_portraits (contact_id, place);

CREATE TABLE contact_portrait_faces (
    portrait_id uuid NOT NULL,
    number smallint NOT NULL,
    x real NOT NULL,
    y real NOT NULL,
    width real NOT NULL,
    height real NOT NULL,
    quality real NOT NULL,
    embedding bytea NOT NULL,
    CONSTRAINT pk_contact_portrait_faces PRIMARY KEY (portrait_id, number),
    CONSTRAINT fk_contact_portrait_faces_contact_portraits_portrait_id FOREIGN KEY (portrait_id) REFERENCES contact_portraits (id) ON DELETE CASCADE
);

-- Which person a contact is. A row goes with its person or its contact; neither goes with it.
CREATE TABLE contact_people (
    contact_id uuid NOT NULL,
    person_id uuid NOT NULL,
    similarity real,
    linked_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_contact_people PRIMARY KEY (contact_id),
    CONSTRAINT fk_contact_people_contacts_contact_id FOREIGN KEY (contact_id) REFERENCES contacts (id) ON DELETE CASCADE,
    CONSTRAINT fk_contact_people_people_person_id FOREIGN KEY (person_id) REFERENCES people (id) ON DELETE CASCADE
);
CREATE INDEX contact_people_person ON contact_people (person_id);

-- Links are recorded as all else that acts change: a merge takes the contact along, and taking it back brings it back. See
-- 0005_people_acts.sql.
CREATE FUNCTION record_contact_link_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO act_changes (act_id, entity, key, before, after)
    VALUES (
        current_setting('recognize.act')::uuid, 5, CASE TG_OP WHEN 'DELETE' THEN OLD.contact_id ELSE NEW.contact_id END,
        CASE TG_OP WHEN 'INSERT' THEN NULL ELSE to_jsonb(OLD) END,
        CASE TG_OP WHEN 'DELETE' THEN NULL ELSE to_jsonb(NEW) END);
    RETURN NULL;
END $$;

CREATE TRIGGER contact_people_record AFTER INSERT OR UPDATE OR DELETE ON contact_people
    FOR EACH ROW WHEN (current_setting('recognize.act', true) <> '') EXECUTE FUNCTION record_contact_link_change();

-- What contacts did to people: one that was taken back is not done again.
CREATE TABLE contact_acts (
    act_id uuid NOT NULL,
    contact_id uuid NOT NULL,
    person_id uuid NOT NULL,
    CONSTRAINT pk_contact_acts PRIMARY KEY (act_id, contact_id),
    CONSTRAINT fk_contact_acts_contacts_contact_id FOREIGN KEY (contact_id) REFERENCES contacts (id) ON DELETE CASCADE,
    CONSTRAINT fk_contact_acts_person_acts_act_id FOREIGN KEY (act_id) REFERENCES person_acts (id) ON DELETE CASCADE
);
CREATE INDEX contact_acts_contact ON contact_acts (contact_id);

CREATE TABLE contact_suggestions (
    id uuid NOT NULL,
    contact_id uuid NOT NULL,
    person_id uuid,
    face_id uuid,
    similarity real NOT NULL,
    is_refused boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_contact_suggestions PRIMARY KEY (id),
    CONSTRAINT fk_contact_suggestions_contacts_contact_id FOREIGN KEY (contact_id) REFERENCES contacts (id) ON DELETE CASCADE,
    CONSTRAINT fk_contact_suggestions_faces_face_id FOREIGN KEY (face_id) REFERENCES faces (id) ON DELETE CASCADE,
    CONSTRAINT fk_contact_suggestions_people_person_id FOREIGN KEY (person_id) REFERENCES people (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX contact_suggestions_person ON contact_suggestions (contact_id, person_id);
CREATE UNIQUE INDEX contact_suggestions_face ON contact_suggestions (contact_id, face_id);
CREATE INDEX ix_contact_suggestions_person_id ON contact_suggestions (person_id);
CREATE INDEX ix_contact_suggestions_face_id ON contact_suggestions (face_id);

-- When contacts were last matched, and how long that took: it is not done at every new face.
CREATE TABLE contact_matchings (
    owner_id uuid NOT NULL,
    matched_at timestamp with time zone NOT NULL,
    took_seconds real NOT NULL,
    pack_version text NOT NULL,
    is_due boolean NOT NULL,
    CONSTRAINT pk_contact_matchings PRIMARY KEY (owner_id),
    CONSTRAINT fk_contact_matchings_users_owner_id FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE
);
