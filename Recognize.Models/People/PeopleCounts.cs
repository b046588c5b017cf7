using Npgsql;
using Recognize.Models.Persistence;

namespace Recognize.Models.People;

/// <summary>Keeps the counts of people in order and true. See <see cref="PersonCount"/>.</summary>
public sealed class PeopleCounts(NpgsqlDataSource database)
{
    /// <summary>First key of the lock under which counts are rolled up or counted anew ("rcpc").</summary>
    private const int LockKey = 0x72637063;

    /// <summary>Adds the changes to the counts; nothing happens while another process does it.</summary>
    /// <returns>Changes that were added.</returns>
    public Task<int> RollUpAsync(CancellationToken cancellationToken) => SummedChanges.RollUpAsync(
        database, LockKey,
        """
        WITH gone AS (
            DELETE FROM person_counts WHERE faces = 0 AND confirmed = 0 AND photos = 0
        ), taken AS (
            DELETE FROM person_changes RETURNING owner_id, person_id, faces, confirmed, photos
        ), summed AS (
            SELECT owner_id, person_id, sum(faces) AS faces, sum(confirmed) AS confirmed, sum(photos) AS photos FROM taken
            GROUP BY owner_id, person_id HAVING sum(faces) <> 0 OR sum(confirmed) <> 0 OR sum(photos) <> 0
        ), added AS (
            INSERT INTO person_counts AS c (owner_id, person_id, faces, confirmed, photos)
            SELECT owner_id, person_id, faces, confirmed, photos FROM summed
            ON CONFLICT (person_id) DO UPDATE SET faces = c.faces + excluded.faces,
                confirmed = c.confirmed + excluded.confirmed, photos = c.photos + excluded.photos
        )
        SELECT count(*) FROM taken
        """,
        cancellationToken);

    /// <summary>
    /// Counts the faces of all people and corrects what differs, which is nothing unless somebody wrote past the triggers.
    /// Takes seconds in a large library and holds nobody up.
    /// </summary>
    /// <returns>Counts that were wrong, and faces that did not know whether their file is gone.</returns>
    public Task<int> RecountAsync(CancellationToken cancellationToken) => SummedChanges.RecountAsync(
        database, LockKey,
        [
            """
            UPDATE faces f SET is_removed = m.removed_at IS NOT NULL FROM media m
            WHERE m.id = f.media_id AND f.is_removed <> (m.removed_at IS NOT NULL)
            """,
            """
            INSERT INTO person_changes (owner_id, person_id, faces, confirmed, photos)
            SELECT owner_id, person_id, sum(faces), sum(confirmed), sum(photos) FROM (
                SELECT owner_id, person_id, sum(faces) AS faces, sum(confirmed) AS confirmed, count(*) AS photos
                FROM (
                    SELECT owner_id, person_id, count(*) AS faces, count(*) FILTER (WHERE assigned_by >= 2) AS confirmed
                    FROM faces WHERE person_id IS NOT NULL AND NOT is_removed GROUP BY owner_id, person_id, media_id
                ) AS files
                GROUP BY owner_id, person_id
                UNION ALL
                SELECT owner_id, person_id, -faces, -confirmed, -photos FROM person_counts
                UNION ALL
                SELECT owner_id, person_id, -faces, -confirmed, -photos FROM person_changes
            ) AS changes
            GROUP BY owner_id, person_id HAVING sum(faces) <> 0 OR sum(confirmed) <> 0 OR sum(photos) <> 0
            """,
        ],
        cancellationToken);
}
