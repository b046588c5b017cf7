-- The time line of photos and videos by the days on which they were taken, as whoever took them counts days.
ALTER TABLE media ADD COLUMN local_at timestamp without time zone
    GENERATED ALWAYS AS (coalesce(taken_at, sort_at AT TIME ZONE 'UTC')) STORED NOT NULL;

CREATE INDEX media_days ON media (owner_id DESC, local_at DESC, id DESC) WHERE removed_at IS NULL AND kind <> 2;
