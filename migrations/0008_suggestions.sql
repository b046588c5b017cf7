-- Questions to users, found by workers, and why faces that users drew could not be described.

CREATE TABLE person_suggestions (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    person_id uuid NOT NULL,
    other_id uuid,
    face_id uuid,
    similarity real NOT NULL,
    probability real NOT NULL,
    gain real NOT NULL,
    CONSTRAINT pk_person_suggestions PRIMARY KEY (id),
    CONSTRAINT fk_person_suggestions_users_owner_id FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT fk_person_suggestions_people_person_id FOREIGN KEY (person_id) REFERENCES people (id) ON DELETE CASCADE,
    CONSTRAINT fk_person_suggestions_people_other_id FOREIGN KEY (other_id) REFERENCES people (id) ON DELETE CASCADE,
    CONSTRAINT fk_person_suggestions_faces_face_id FOREIGN KEY (face_id) REFERENCES faces (id) ON DELETE CASCADE
);
CREATE INDEX person_suggestions_owner ON person_suggestions (owner_id, gain);
CREATE INDEX person_suggestions_person ON person_suggestions (person_id);
CREATE INDEX person_suggestions_other ON person_suggestions (other_id);
CREATE INDEX person_suggestions_face ON person_suggestions (face_id);

CREATE TABLE suggestion_runs (
    owner_id uuid NOT NULL,
    state text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    group_similarity real NOT NULL,
    seconds double precision NOT NULL,
    CONSTRAINT pk_suggestion_runs PRIMARY KEY (owner_id),
    CONSTRAINT fk_suggestion_runs_users_owner_id FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE TABLE face_problems (
    face_id uuid NOT NULL,
    pack_version text NOT NULL,
    reason text NOT NULL,
    retry_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_face_problems PRIMARY KEY (face_id),
    CONSTRAINT fk_face_problems_faces_face_id FOREIGN KEY (face_id) REFERENCES faces (id) ON DELETE CASCADE
);
