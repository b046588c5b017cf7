-- When a library is scanned and whether it is watched. Only adds: a program that does not know these columns goes on.
ALTER TABLE libraries ADD COLUMN scan_cron text;
ALTER TABLE libraries ADD COLUMN is_watched boolean NOT NULL DEFAULT true;
ALTER TABLE libraries ADD COLUMN watch_problem text;
ALTER TABLE libraries ADD COLUMN watched_at timestamp with time zone;

-- Folders in which another disk was mounted at the last full scan ('' for the root); null when nobody has looked yet.
ALTER TABLE libraries ADD COLUMN mount_points text[];
