using Npgsql;
using Recognize.Models.Library;

namespace Recognize.Worker.Analysis;

/// <summary>
/// Brings an owner's ledger in line with what is installed and allowed now: results of another pack version are due
/// again, tasks whose pack is missing wait, tasks whose pack has come are due, and files analysed by a version that did
/// not know a task get it. Nothing else moves.
/// </summary>
internal sealed class LedgerReconciler(NpgsqlDataSource database)
{
    /// <returns>Tasks that became due.</returns>
    public async Task<int> ReconcileAsync(Guid ownerId, TaskPlan plan, CancellationToken cancellationToken)
    {
        var due = 0;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        foreach (var task in Enum.GetValues<AnalysisTask>())
        {
            await AddMissingAsync(connection, ownerId, task, cancellationToken);
            var version = plan.VersionOf(task);
            await using var command = new NpgsqlCommand(version is null ? ParkSql : WakeSql, connection);
            command.Parameters.Add(new() { Value = ownerId });
            command.Parameters.Add(new() { Value = (short)task });
            if (version is not null)
            {
                command.Parameters.Add(new() { Value = version });
                due += await command.ExecuteNonQueryAsync(cancellationToken);
            }
            else
                await command.ExecuteNonQueryAsync(cancellationToken);
        }
        return due;
    }

    private static async Task AddMissingAsync(
        NpgsqlConnection connection, Guid ownerId, AnalysisTask task, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Held until the end: an answer to the question of consent that is given meanwhile then moves these rows, too.
        await using var hold = new NpgsqlCommand("SELECT 1 FROM users WHERE id = $1 FOR SHARE", connection);
        hold.Parameters.Add(new() { Value = ownerId });
        await hold.ExecuteScalarAsync(cancellationToken);

        await using var command = new NpgsqlCommand(AddSql, connection);
        command.Parameters.Add(new() { Value = ownerId });
        command.Parameters.Add(new() { Value = (short)task });
        command.Parameters.Add(new() { Value = TaskPlan.KindsOf(task).Select(kind => (short)kind).ToArray() });
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    // New rows wait, or are withheld for want of consent; the statement after this wakes those that can be done.
    private const string AddSql =
        """
        INSERT INTO analysis (media_id, task, state, priority, due_at, attempts, crashes)
        SELECT m.id, $2,
            CASE WHEN $2 <> 1 OR coalesce(
                (SELECT given FROM face_consents WHERE user_id = $1 ORDER BY answered_at DESC LIMIT 1), false)
            THEN 6 ELSE 5 END,
            0, now(), 0, 0
        FROM media m
        WHERE m.owner_id = $1 AND m.kind = ANY ($3) AND m.removed_at IS NULL
          AND NOT EXISTS (SELECT 1 FROM analysis a WHERE a.media_id = m.id AND a.task = $2)
        ON CONFLICT DO NOTHING
        """;

    private const string ParkSql =
        """
        UPDATE analysis a SET state = 6 FROM media m
        WHERE m.id = a.media_id AND m.owner_id = $1 AND a.task = $2 AND a.state = 0
        """;

    // Files that are removed for now keep their results as they are: when they come back, the next run finds them.
    private const string WakeSql =
        """
        UPDATE analysis a SET state = 0, due_at = now(), attempts = 0, crashes = 0 FROM media m
        WHERE m.id = a.media_id AND m.owner_id = $1 AND m.removed_at IS NULL AND a.task = $2
          AND (a.state = 6 OR (a.state = 2 AND a.pack_version IS DISTINCT FROM $3))
        """;
}
