-- The time line of photos and videos by the days on which they were taken, as whoever took them counts days.
-- Written as a generated column, which takes one pass; kept by a trigger, for an erasure has to forget the planner's examples
-- of the columns it is made of, and the server does not let go of those of a generated column.
ALTER TABLE media ADD COLUMN local_at timestamp without time zone
    GENERATED ALWAYS AS (coalesce(taken_at, sort_at AT TIME ZONE 'UTC')) STORED NOT NULL;
ALTER TABLE media ALTER COLUMN local_at DROP EXPRESSION;

CREATE FUNCTION set_media_local_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.local_at := coalesce(NEW.taken_at, NEW.sort_at AT TIME ZONE 'UTC');
    RETURN NEW;
END
$$;
CREATE TRIGGER media_local_at BEFORE INSERT OR UPDATE OF taken_at, sort_at ON media
    FOR EACH ROW EXECUTE FUNCTION set_media_local_at();

CREATE INDEX media_days ON media (owner_id DESC, local_at DESC, id DESC) WHERE removed_at IS NULL AND kind <> 2;
