using Microsoft.Extensions.Logging;
using Npgsql;

namespace Recognize.Worker.Analysis;

/// <summary>Keeps this worker's leases alive, under its lock, and takes back those of dead workers.</summary>
internal sealed class LeaseKeeper(
    WorkerLock workerLock, AnalysisLedger ledger, KeptCounts counts, AnalysisOptions options, TimeProvider clock,
    ILogger<LeaseKeeper> log)
{
    /// <summary>In heartbeats.</summary>
    private const int RollUpEvery = 3;
    private const int RepairEvery = 24;

    /// <summary>Runs until cancelled; a lost connection is opened again.</summary>
    /// <param name="locked">Completed once the advisory lock is held for the first time.</param>
    /// <param name="cancellationToken">Ends the loop and drops the lock.</param>
    public Task RunAsync(TaskCompletionSource locked, CancellationToken cancellationToken) =>
        workerLock.HoldAsync(
            WorkerIdentity.LockClass,
            (connection, token) =>
            {
                locked.TrySetResult();
                return KeepAsync(connection, token);
            },
            cancellationToken);

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
                await counts.RollUpAsync(cancellationToken);
            await Task.Delay(options.Heartbeat, clock, cancellationToken);
            await ProbeAsync(connection, cancellationToken);
        }
    }

    private static async Task ProbeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT 1", connection);
        await command.ExecuteScalarAsync(cancellationToken);
    }
}
