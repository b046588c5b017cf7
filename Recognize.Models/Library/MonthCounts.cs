using Npgsql;
using Recognize.Models.Persistence;

namespace Recognize.Models.Library;

/// <summary>Keeps the counts of months short and true. See <see cref="MonthCount"/>.</summary>
public sealed class MonthCounts(NpgsqlDataSource database)
{
    /// <summary>First key of the lock under which counts are rolled up or counted anew ("rcmc").</summary>
    private const int LockKey = 0x72636D63;

    /// <summary>Sums up the changes of each count that has several; nothing happens while another process does it.</summary>
    /// <returns>Rows that are there no longer.</returns>
    public Task<int> RollUpAsync(CancellationToken cancellationToken) => SummedChanges.RollUpAsync(
        database, LockKey,
        """
        WITH several AS (
            SELECT owner_id, month FROM month_counts GROUP BY owner_id, month HAVING count(*) > 1 OR sum(change) = 0
        ), taken AS (
            DELETE FROM month_counts c USING several s WHERE c.owner_id = s.owner_id AND c.month = s.month
            RETURNING c.owner_id, c.month, c.change
        ), summed AS (
            INSERT INTO month_counts (owner_id, month, change)
            SELECT owner_id, month, sum(change) FROM taken GROUP BY owner_id, month HAVING sum(change) <> 0
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM taken) - (SELECT count(*) FROM summed)
        """,
        cancellationToken);

    /// <summary>
    /// Counts all files and corrects what differs, which is nothing unless somebody wrote past the triggers. Holds nobody up.
    /// </summary>
    /// <returns>Counts that were wrong.</returns>
    public Task<int> RecountAsync(CancellationToken cancellationToken) => SummedChanges.RecountAsync(
        database, LockKey,
        [
            """
            INSERT INTO month_counts (owner_id, month, change)
            SELECT owner_id, month, sum(change) FROM (
                SELECT owner_id, date_trunc('month', local_at)::date AS month, count(*) AS change FROM media
                WHERE removed_at IS NULL AND kind <> 2 GROUP BY 1, 2
                UNION ALL
                SELECT owner_id, month, -change FROM month_counts
            ) AS changes
            GROUP BY owner_id, month HAVING sum(change) <> 0
            """,
        ],
        cancellationToken);
}
