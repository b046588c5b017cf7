using Npgsql;
using Recognize.Models.Persistence;

namespace Recognize.Models.Library;

/// <summary>How many tasks of visible files stand in a state.</summary>
public sealed record TaskStateCount(AnalysisTask Task, AnalysisState State, long Count);

/// <summary>
/// The counts of the ledger. The database keeps them as changes that are summed here: reading them costs the same in a
/// library of a million files.
/// </summary>
public sealed class LedgerCounts(NpgsqlDataSource database)
{
    /// <summary>First key of the lock under which counts are rolled up or counted anew ("rcgc").</summary>
    private const int LockKey = 0x72636763;

    /// <summary>Counts above zero in the order of task and state.</summary>
    /// <param name="ownerId">Of one user's files; null for everybody's.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<IReadOnlyList<TaskStateCount>> ReadAsync(Guid? ownerId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ReadAsync(
            """
            SELECT task, state, sum(change)::bigint FROM analysis_counts
            WHERE $1::uuid IS NULL OR library_id IN (SELECT id FROM libraries WHERE owner_id = $1)
            GROUP BY task, state HAVING sum(change) <> 0 ORDER BY task, state
            """,
            row => new TaskStateCount((AnalysisTask)row.GetInt16(0), (AnalysisState)row.GetInt16(1), row.GetInt64(2)),
            cancellationToken,
            ownerId is { } id ? id : DBNull.Value);
    }

    /// <summary>Sums the changes up into one row for each count; nothing happens while another process does it.</summary>
    /// <returns>Rows that are there no longer.</returns>
    public Task<int> RollUpAsync(CancellationToken cancellationToken) => SummedChanges.RollUpAsync(
        database, LockKey,
        """
        WITH taken AS (
            DELETE FROM analysis_counts RETURNING library_id, task, state, change
        ), summed AS (
            INSERT INTO analysis_counts (library_id, task, state, change)
            SELECT library_id, task, state, sum(change) FROM taken
            GROUP BY library_id, task, state HAVING sum(change) <> 0
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM taken) - (SELECT count(*) FROM summed)
        """,
        cancellationToken);

    /// <summary>
    /// Counts the ledger's rows and corrects what differs, which is nothing unless somebody wrote past the triggers. Takes
    /// seconds in a large library and holds nobody up.
    /// </summary>
    /// <returns>Counts that were wrong, and rows that had another library than their file.</returns>
    public Task<int> RecountAsync(CancellationToken cancellationToken) => SummedChanges.RecountAsync(
        database, LockKey,
        [
            """
            UPDATE analysis a SET library_id = m.library_id, is_removed = m.removed_at IS NOT NULL
            FROM media m
            WHERE m.id = a.media_id AND (a.library_id <> m.library_id OR a.is_removed <> (m.removed_at IS NOT NULL))
            """,
            """
            INSERT INTO analysis_counts (library_id, task, state, change)
            SELECT library_id, task, state, sum(change) FROM (
                SELECT library_id, task, state, count(*) AS change FROM analysis
                WHERE NOT is_removed GROUP BY library_id, task, state
                UNION ALL
                SELECT library_id, task, state, -change FROM analysis_counts
            ) AS changes
            GROUP BY library_id, task, state HAVING sum(change) <> 0
            """,
        ],
        cancellationToken);
}
