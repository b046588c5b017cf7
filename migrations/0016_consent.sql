-- Consent: answers for each contact, and admins who approve before faces are recognised. See docs/security.md, "Consent".

-- What an entry is: 0 an answer of the user, 1 a yes that waits for an admin, 2 an approval, 3 a refusal, 4 an approval taken
-- back, 5 a text that asks for more. Whether faces may be recognised from an entry on is said by its "given", as before.
ALTER TABLE face_consents ADD COLUMN kind smallint NOT NULL DEFAULT 0;
ALTER TABLE face_consents ADD COLUMN reason text;
ALTER TABLE face_consents ADD CONSTRAINT face_consents_given CHECK (NOT given OR kind IN (0, 2));

-- What holds for everybody in a source; null where the owner is asked for each contact.
ALTER TABLE contact_sources ADD COLUMN agreed_at timestamp with time zone;
ALTER TABLE contact_sources ADD COLUMN agreed_by text;
ALTER TABLE contact_sources ADD COLUMN agreed_text text;

-- 0 unanswered, 1 agreed, 2 refused.
ALTER TABLE contacts ADD COLUMN answer smallint NOT NULL DEFAULT 0;
ALTER TABLE contacts ADD COLUMN is_source_answer boolean NOT NULL DEFAULT false;

-- Appended, never changed: the latest one of a contact is the one in contacts.answer.
CREATE TABLE contact_consents (
    id uuid NOT NULL,
    contact_id uuid NOT NULL,
    answer smallint NOT NULL,
    is_source_answer boolean NOT NULL,
    text_version text NOT NULL,
    answered_by text NOT NULL,
    answered_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_contact_consents PRIMARY KEY (id),
    CONSTRAINT fk_contact_consents_contacts_contact_id FOREIGN KEY (contact_id) REFERENCES contacts (id) ON DELETE CASCADE
);
CREATE INDEX contact_consents_contact ON contact_consents (contact_id, answered_at);

-- Contacts that are there already: who the owner has said to be a person of the library counts as agreed; of all others
-- nobody knows. Who it was is told by the act: matching by itself has no actor.
WITH agreed AS (
    UPDATE contacts c SET answer = 1
    WHERE EXISTS (SELECT 1 FROM contact_people l WHERE l.contact_id = c.id)
      AND EXISTS (
          SELECT 1 FROM contact_acts a JOIN person_acts p ON p.id = a.act_id
          WHERE a.contact_id = c.id AND p.actor_id IS NOT NULL AND p.undone_at IS NULL)
    RETURNING c.id
)
INSERT INTO contact_consents (id, contact_id, answer, is_source_answer, text_version, answered_by, answered_at)
SELECT gen_random_uuid(), id, 1, false, 'none', 'an update: the owner had said who this is', now() FROM agreed;

-- No vector, no question and no choice of a face stays of those who were never asked. Their photos stay, and so do the
-- names and faces of people.
DELETE FROM contact_portrait_faces f USING contact_portraits p, contacts c
WHERE p.id = f.portrait_id AND c.id = p.contact_id AND c.answer <> 1;

DELETE FROM contact_suggestions s USING contacts c WHERE c.id = s.contact_id AND c.answer <> 1 AND NOT s.is_refused;

UPDATE contact_portraits p SET state = 0, pack_version = NULL, chosen_face = NULL, is_accepted = false,
    reason = 'The photo is not looked at before you say whether this person agreed.'
FROM contacts c WHERE c.id = p.contact_id AND c.answer <> 1 AND p.image IS NOT NULL AND p.state <> 6;

UPDATE contacts c SET state = 5, reason = 'Say whether this person agreed to be found in photos.'
WHERE c.answer <> 1 AND c.removed_at IS NULL
  AND EXISTS (SELECT 1 FROM contact_portraits p WHERE p.contact_id = c.id AND p.image IS NOT NULL AND p.state <> 6);

UPDATE contact_matchings SET is_due = true;

-- The last word, whatever program writes: no vector of somebody who has not agreed. The contact is held, so that an answer
-- that is given meanwhile comes before or after, and then takes the vector away.
CREATE FUNCTION require_agreed_contact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM contact_portraits p JOIN contacts c ON c.id = p.contact_id
    WHERE p.id = NEW.portrait_id AND c.answer = 1 FOR SHARE OF c;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'This contact has not agreed to be found in photos.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER contact_portrait_faces_agreed BEFORE INSERT ON contact_portrait_faces
    FOR EACH ROW EXECUTE FUNCTION require_agreed_contact();
