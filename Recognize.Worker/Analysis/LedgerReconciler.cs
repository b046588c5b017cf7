using Npgsql;
using Recognize.Models.Library;

namespace Recognize.Worker.Analysis;

/// <summary>
/// Brings an owner's ledger in line with what is installed and allowed now: results of another pack version are due
/// again, tasks whose pack is missing wait, tasks whose pack has come are due. Nothing else moves.
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
