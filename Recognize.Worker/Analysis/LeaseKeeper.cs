using System.Data;
using Microsoft.Extensions.Logging;
using Npgsql;
using Recognize.Models.Library;
using Recognize.Models.People;
using Recognize.Models.Tags;
using Recognize.Worker.Database;

namespace Recognize.Worker.Analysis;

/// <summary>
/// Keeps this worker's leases alive and takes back those of dead workers. It also holds the worker's advisory lock on
/// a connection of its own: when the process dies, the server drops the lock at once and nobody has to wait for the
/// lease to end.
/// </summary>
internal sealed class LeaseKeeper(
    NpgsqlDataSource database, WorkerIdentity worker, AnalysisLedger ledger, LedgerCounts counts,
    PeopleCounts peopleCounts, TagCounts tagCounts, AnalysisOptions options, TimeProvider clock, ILogger<LeaseKeeper> log)
{
    /// <summary>In heartbeats.</summary>
    private const int RollUpEvery = 3;
    private const int RepairEvery = 24;

    /// <summary>Runs until cancelled; a lost connection is opened again.</summary>
    /// <param name="locked">Completed once the advisory lock is held for the first time.</param>
    /// <param name="cancellationToken">Ends the loop and drops the lock.</param>
    public async Task RunAsync(TaskCompletionSource locked, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(cancellationToken);
                await LockAsync(connection, cancellationToken);
                locked.TrySetResult();
                try
                {
                    await KeepAsync(connection, cancellationToken);
                }
                finally
                {
                    // A pooled connection keeps its locks until somebody uses it again.
                    await UnlockAsync(connection);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (DatabaseRetry.IsPassing(failure))
            {
                DatabaseLog.Away(log, failure.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), clock, CancellationToken.None);
            }
        }
    }

    private async Task KeepAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        for (var beat = 0; ; beat++)
        {
            await ledger.HeartbeatAsync(cancellationToken);
            var recovered = await ledger.RecoverAsync(cancellationToken);
            if (recovered > 0)
                AnalysisLog.Recovered(log, recovered);
            if (beat % RepairEvery == 0 && await ledger.RepairDueAsync(cancellationToken) is > 0 and var repaired)
                AnalysisLog.ClockSetBack(log, repaired);
            if (beat % RollUpEvery == 0)
            {
                await counts.RollUpAsync(cancellationToken);
                await peopleCounts.RollUpAsync(cancellationToken);
                await tagCounts.RollUpAsync(cancellationToken);
            }
            await Task.Delay(options.Heartbeat, clock, cancellationToken);
            await ProbeAsync(connection, cancellationToken);
        }
    }

    private async Task LockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // The server notices within 15 s that this machine is gone, and drops the lock. Nothing of it applies to a socket
        // of the same machine.
        await using (var keepalive = new NpgsqlCommand(
            """
            SELECT set_config('tcp_keepalives_idle', '5', false), set_config('tcp_keepalives_interval', '5', false),
                   set_config('tcp_keepalives_count', '2', false)
            """,
            connection))
        {
            await keepalive.ExecuteNonQueryAsync(cancellationToken);
        }
        await using var command = new NpgsqlCommand(
            $"SELECT pg_advisory_lock({WorkerIdentity.LockClass}, {WorkerIdentity.LockKeySql("$1::uuid")})", connection);
        command.Parameters.Add(new() { Value = worker.Id });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>A connection that is lost has lost its lock already.</summary>
    private static async Task UnlockAsync(NpgsqlConnection connection)
    {
        if (connection.State != ConnectionState.Open)
            return;
        await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", connection);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private static async Task ProbeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT 1", connection);
        await command.ExecuteScalarAsync(cancellationToken);
    }
}
