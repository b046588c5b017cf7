using System.Data;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Recognize.Models;
using Recognize.Models.Jobs;
using Recognize.Models.Persistence;
using Recognize.Worker.Analysis;
using Recognize.Worker.Limits;

namespace Recognize.Worker.Jobs;

/// <summary>
/// Announces this worker to the others: a row that says who it is, a heartbeat, and an advisory lock that the server
/// drops when the process dies. A worker that has become too old for the database stops.
/// </summary>
internal sealed class WorkerPresence(
    WorkerLock workerLock, WorkerIdentity worker, Recognisers recognisers, WorkGate gate, AbsentLibraries absent, RunningJobs running,
    SchemaCheckUp schema, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<WorkerPresence> log)
    : BackgroundService
{
    /// <summary>First key of the advisory locks that prove who lives, so that they meet no other lock ("rcgp").</summary>
    internal const int LockClass = 0x72636770;

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    /// <summary>Beats between two looks at what the database asks of programs.</summary>
    private const int SchemaEvery = 2;

    private readonly TaskCompletionSource _announced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Machine and process, as shown to people.</summary>
    public static string Name { get; } = $"{Environment.MachineName}:{Environment.ProcessId}";

    /// <summary>Why the worker stopped by itself, in a sentence; null when it did not.</summary>
    public string? StopReason { get; private set; }

    /// <summary>Returns once others can see that this worker lives: from then on it may hold jobs.</summary>
    public Task WhenAnnouncedAsync(CancellationToken cancellationToken) => _announced.Task.WaitAsync(cancellationToken);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        workerLock.HoldAsync(LockClass, KeepAsync, stoppingToken);

    private async Task KeepAsync(NpgsqlConnection connection, CancellationToken stoppingToken)
    {
        try
        {
            for (var beat = 0; ; beat++)
            {
                await AnnounceAsync(connection, stoppingToken);
                _announced.TrySetResult();
                if (beat % SchemaEvery == 0 && await schema.FindTooOldAsync(connection, stoppingToken) is { } reason)
                {
                    StopReason = reason;
                    JobsLog.TooOld(log, reason);
                    lifetime.StopApplication();
                }
                await Task.Delay(Beat, clock, stoppingToken);
            }
        }
        finally
        {
            await LeaveAsync(connection);
        }
    }

    private async Task AnnounceAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO workers (id, name, version, schema_version, packs, cores, threads, status, status_reason,
                                 resident_mib, started_at, seen_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $9, $10, $8, now(), now())
            ON CONFLICT (id) DO UPDATE SET
                packs = EXCLUDED.packs, threads = EXCLUDED.threads, status = EXCLUDED.status,
                status_reason = EXCLUDED.status_reason, resident_mib = EXCLUDED.resident_mib, seen_at = now(),
                stopped_at = NULL
            """,
            connection);
        var packs = recognisers.Versions.ToDictionary(
            pair => JsonNamingPolicy.CamelCase.ConvertName(pair.Key.ToString()), pair => pair.Value, StringComparer.Ordinal);
        command.Parameters.Add(new() { Value = worker.Id });
        command.Parameters.Add(new() { Value = Name });
        command.Parameters.Add(new() { Value = ProgramVersion.Text });
        command.Parameters.Add(new() { Value = schema.Newest });
        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(packs), NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = (short)Environment.ProcessorCount });
        command.Parameters.Add(new() { Value = (short)gate.Threads });
        command.Parameters.Add(new() { Value = (int)(Environment.WorkingSet >> 20) });
        var standing = gate.Standing;
        var status = standing.Status == WorkerStatus.Idle && running.Count > 0 ? WorkerStatus.Working : standing.Status;
        command.Parameters.Add(new() { Value = (short)status });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = standing.Reason ?? absent.Standing });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>When the connection is lost, a row that is no longer kept up says as much.</summary>
    private async Task LeaveAsync(NpgsqlConnection connection)
    {
        if (connection.State == ConnectionState.Open)
        {
            await connection.ExecuteAsync(
                "UPDATE workers SET status = 4, status_reason = NULL, stopped_at = now() WHERE id = $1", CancellationToken.None, worker.Id);
        }
    }
}
