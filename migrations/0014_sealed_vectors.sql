-- Vectors of faces and photos of contacts are sealed at rest: a data key for each owner, itself sealed with a master key
-- that is not in the database. Only adds: until no program of before is at work, values are written as they were, and then
-- oldest_program is raised to this migration. See docs/backup.md and SealingSwitch.cs.
CREATE TABLE owner_keys (
    owner_id uuid NOT NULL,
    number integer NOT NULL,
    sealed_key bytea NOT NULL,
    master_key text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    all_sealed_at timestamp with time zone,
    CONSTRAINT pk_owner_keys PRIMARY KEY (owner_id, number),
    CONSTRAINT fk_owner_keys_users_owner_id FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE
);

-- What is sealed cannot be compressed: the server need not try.
ALTER TABLE faces ALTER COLUMN embedding SET STORAGE EXTERNAL;
ALTER TABLE next_faces ALTER COLUMN embedding SET STORAGE EXTERNAL;
ALTER TABLE contact_portrait_faces ALTER COLUMN embedding SET STORAGE EXTERNAL;
ALTER TABLE contact_portraits ALTER COLUMN image SET STORAGE EXTERNAL;
ALTER TABLE face_indexes ALTER COLUMN state SET STORAGE EXTERNAL;

-- Once values are sealed, none is stored in the clear, whatever a program of any version does. A sealed vector is three
-- bytes longer than a whole number of floats; all else that is sealed begins with a byte that it never has in the clear.
CREATE FUNCTION refuse_clear_value() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM schema_compatibility WHERE oldest_program COLLATE "C" >= '0014_sealed_vectors') THEN
        RAISE EXCEPTION 'a value of % is to be sealed, and was not', TG_TABLE_NAME USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER faces_sealed BEFORE INSERT OR UPDATE OF embedding ON faces
    FOR EACH ROW WHEN (length(NEW.embedding) > 0 AND length(NEW.embedding) % 4 <> 3) EXECUTE FUNCTION refuse_clear_value();
CREATE TRIGGER next_faces_sealed BEFORE INSERT OR UPDATE OF embedding ON next_faces
    FOR EACH ROW WHEN (length(NEW.embedding) > 0 AND length(NEW.embedding) % 4 <> 3) EXECUTE FUNCTION refuse_clear_value();
CREATE TRIGGER contact_portrait_faces_sealed BEFORE INSERT OR UPDATE OF embedding ON contact_portrait_faces
    FOR EACH ROW WHEN (length(NEW.embedding) > 0 AND length(NEW.embedding) % 4 <> 3) EXECUTE FUNCTION refuse_clear_value();
CREATE TRIGGER contact_portraits_sealed BEFORE INSERT OR UPDATE OF image ON contact_portraits
    FOR EACH ROW WHEN (length(NEW.image) > 0 AND substring(NEW.image FROM 1 FOR 1) <> '\x01') EXECUTE FUNCTION refuse_clear_value();
CREATE TRIGGER face_indexes_sealed BEFORE INSERT OR UPDATE OF state ON face_indexes
    FOR EACH ROW WHEN (length(NEW.state) > 0 AND substring(NEW.state FROM 1 FOR 1) <> '\x01') EXECUTE FUNCTION refuse_clear_value();
CREATE TRIGGER contact_upload_parts_sealed BEFORE INSERT OR UPDATE OF content ON contact_upload_parts
    FOR EACH ROW WHEN (length(NEW.content) > 0 AND substring(NEW.content FROM 1 FOR 1) <> '\x01') EXECUTE FUNCTION refuse_clear_value();
