-- People who are not to be recognised: boxes without vectors, and, where the owner chose it, what they look like, to keep
-- refusing. See docs/people.md and docs/security.md.
CREATE TABLE refused_people (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    name text,
    keeps_look boolean NOT NULL,
    refused_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_refused_people PRIMARY KEY (id),
    CONSTRAINT fk_refused_people_users_owner_id FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX refused_people_owner ON refused_people (owner_id, refused_at);

-- A table of its own, without a column for a vector or a person: nothing that reads faces can meet them.
CREATE TABLE refused_faces (
    id uuid NOT NULL,
    refused_person_id uuid NOT NULL,
    media_id uuid NOT NULL,
    x real NOT NULL,
    y real NOT NULL,
    width real NOT NULL,
    height real NOT NULL,
    time_seconds double precision,
    is_by_look boolean NOT NULL,
    CONSTRAINT pk_refused_faces PRIMARY KEY (id),
    CONSTRAINT fk_refused_faces_refused_people_refused_person_id FOREIGN KEY (refused_person_id) REFERENCES refused_people (id) ON DELETE CASCADE,
    CONSTRAINT fk_refused_faces_media_media_id FOREIGN KEY (media_id) REFERENCES media (id) ON DELETE CASCADE
);
CREATE INDEX refused_faces_media ON refused_faces (media_id);
CREATE INDEX refused_faces_person ON refused_faces (refused_person_id);

CREATE TABLE refused_looks (
    id uuid NOT NULL,
    refused_person_id uuid NOT NULL,
    pack_version text NOT NULL,
    faces integer NOT NULL,
    embedding bytea NOT NULL,
    CONSTRAINT pk_refused_looks PRIMARY KEY (id),
    CONSTRAINT fk_refused_looks_refused_people_refused_person_id FOREIGN KEY (refused_person_id) REFERENCES refused_people (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX refused_looks_person_pack ON refused_looks (refused_person_id, pack_version);
ALTER TABLE refused_looks ALTER COLUMN embedding SET STORAGE EXTERNAL;
CREATE TRIGGER refused_looks_sealed BEFORE INSERT OR UPDATE OF embedding ON refused_looks
    FOR EACH ROW WHEN (length(NEW.embedding) > 0 AND length(NEW.embedding) % 4 <> 3) EXECUTE FUNCTION refuse_clear_value();

-- Whether two boxes are one face, by the overlap (intersection over union) and the distance in time that analyses go by.
CREATE FUNCTION is_same_place(
    x real, y real, width real, height real, seconds double precision,
    other_x real, other_y real, other_width real, other_height real, other_seconds double precision)
RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN abs(seconds - other_seconds) >= 0.5 THEN false
        WHEN shared.width <= 0 OR shared.height <= 0 THEN false
        ELSE shared.width * shared.height
            > 0.4 * (width * height + other_width * other_height - shared.width * shared.height) END
    FROM (SELECT least(x + width, other_x + other_width) - greatest(x, other_x) AS width,
                 least(y + height, other_y + other_height) - greatest(y, other_y) AS height) AS shared
$$;

-- No program of any version stores a face where somebody is who is not to be recognised: the row is left out. Analyses
-- know that by themselves; an older one, a switch of face models and an act that is taken back meet it here.
CREATE FUNCTION leave_out_refused_face() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM refused_faces r WHERE r.media_id = NEW.media_id AND is_same_place(
            r.x, r.y, r.width, r.height, r.time_seconds, NEW.x, NEW.y, NEW.width, NEW.height, NEW.time_seconds)) THEN
        RETURN NULL;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER faces_not_refused BEFORE INSERT ON faces FOR EACH ROW EXECUTE FUNCTION leave_out_refused_face();
CREATE TRIGGER next_faces_not_refused BEFORE INSERT ON next_faces FOR EACH ROW EXECUTE FUNCTION leave_out_refused_face();

-- Changes when vectors were erased: an index in memory, or one that is about to be saved, that still has them is dropped.
-- Random, so that it is another one as well after the row was deleted and made again.
ALTER TABLE face_versions ADD COLUMN index_epoch uuid NOT NULL DEFAULT gen_random_uuid();

-- Whose data a job is about that is not that user's work: it goes on when the user is gone, and outlives them.
ALTER TABLE job_runs ADD COLUMN about_id uuid;
