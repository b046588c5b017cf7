using Npgsql;
using Recognize.Models.Persistence;

namespace Recognize.Models.People;

/// <summary>Keeps the counts of people short and true. See <see cref="PersonCount"/>.</summary>
public sealed class PeopleCounts(NpgsqlDataSource database)
{
    /// <summary>First key of the lock under which counts are rolled up or counted anew ("rcpc").</summary>
    private const int LockKey = 0x72637063;

    /// <summary>Sums up the changes of each person who has several; nothing happens while another process does it.</summary>
    /// <returns>Rows that are there no longer.</returns>
    public Task<int> RollUpAsync(CancellationToken cancellationToken) => SummedChanges.RollUpAsync(
        database, LockKey,
        """
        WITH several AS (
            SELECT owner_id, person_id FROM person_counts GROUP BY owner_id, person_id
            HAVING count(*) > 1 OR (sum(faces) = 0 AND sum(confirmed) = 0 AND sum(photos) = 0)
        ), taken AS (
            DELETE FROM person_counts c USING several s WHERE c.owner_id = s.owner_id AND c.person_id = s.person_id
            RETURNING c.owner_id, c.person_id, c.faces, c.confirmed, c.photos
        ), summed AS (
            INSERT INTO person_counts (owner_id, person_id, faces, confirmed, photos)
            SELECT owner_id, person_id, sum(faces), sum(confirmed), sum(photos) FROM taken
            GROUP BY owner_id, person_id HAVING sum(faces) <> 0 OR sum(confirmed) <> 0 OR sum(photos) <> 0
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM taken) - (SELECT count(*) FROM summed)
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
            INSERT INTO person_counts (owner_id, person_id, faces, confirmed, photos)
            SELECT owner_id, person_id, sum(faces), sum(confirmed), sum(photos) FROM (
                SELECT owner_id, person_id, sum(faces) AS faces, sum(confirmed) AS confirmed, count(*) AS photos
                FROM (
                    SELECT owner_id, person_id, count(*) AS faces, count(*) FILTER (WHERE assigned_by >= 2) AS confirmed
                    FROM faces WHERE person_id IS NOT NULL AND NOT is_removed GROUP BY owner_id, person_id, media_id
                ) AS files
                GROUP BY owner_id, person_id
                UNION ALL
                SELECT owner_id, person_id, -faces, -confirmed, -photos FROM person_counts
            ) AS changes
            GROUP BY owner_id, person_id HAVING sum(faces) <> 0 OR sum(confirmed) <> 0 OR sum(photos) <> 0
            """,
        ],
        cancellationToken);
}
