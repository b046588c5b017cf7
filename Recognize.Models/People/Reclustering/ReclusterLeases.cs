using Npgsql;

namespace Recognize.Models.People.Reclustering;

/// <summary>What whoever computes a run learns when it says that it is alive.</summary>
public enum ReclusterOrder
{
    GoOn = 0,

    /// <summary>A user gave the run up.</summary>
    Cancel = 1,

    /// <summary>The lease ran out, and the run is somebody else's or over.</summary>
    Lost = 2,
}

/// <summary>
/// Hands runs out to workers, each to one at a time. A worker that dies leaves a lease that runs out; the run is then
/// taken up once more, and given up when that fails too.
/// </summary>
public sealed class ReclusterLeases(NpgsqlDataSource database)
{
    private const int MaxAttempts = 2;

    /// <summary>Long beside <see cref="Beat"/>: a machine that is short of memory may stand still for a while.</summary>
    private const string Lease = "interval '30 seconds'";

    /// <summary>How often a worker says that it is alive, and learns of a cancel.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    /// <summary>Takes a run that waits, or was left by a dead worker.</summary>
    /// <param name="runId">This one only; null takes the oldest.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The run, with the lease to show; null when there is none to take.</returns>
    public async Task<ReclusterRun?> ClaimAsync(Guid? runId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await GiveUpAsync(connection, cancellationToken);
        await using var claim = new NpgsqlCommand(
            $"""
            UPDATE recluster_runs SET state = {(int)ReclusterState.Running}, stage = {(int)ReclusterStage.Waiting},
                progress = 0, started_at = now(), attempts = attempts + 1, lease_owner = $1, lease_until = now() + {Lease}
            WHERE id = (
                SELECT id FROM recluster_runs
                WHERE (state = {(int)ReclusterState.Requested}
                       OR (state = {(int)ReclusterState.Running} AND lease_until < now()))
                  AND NOT is_cancel_requested AND ($2 OR id = $3)
                ORDER BY requested_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING id, owner_id
            """,
            connection);
        claim.Parameters.Add(new() { Value = Guid.CreateVersion7() });
        claim.Parameters.Add(new() { Value = runId is null });
        claim.Parameters.Add(new() { Value = runId ?? Guid.Empty });
        Guid id, ownerId;
        await using (var reader = await claim.ExecuteReaderAsync(cancellationToken))
        {
            if (!await reader.ReadAsync(cancellationToken))
                return null;
            (id, ownerId) = (reader.GetGuid(0), reader.GetGuid(1));
        }
        return await new ReclusterRuns(database).FindAsync(ownerId, id, cancellationToken);
    }

    /// <summary>Renews the lease and stores how far the work is.</summary>
    public async Task<ReclusterOrder> BeatAsync(
        ReclusterRun run, ReclusterStage stage, float progress, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            UPDATE recluster_runs SET lease_until = now() + {Lease}, stage = $3, progress = $4
            WHERE id = $1 AND lease_owner = $2 AND state = {(int)ReclusterState.Running}
            RETURNING is_cancel_requested
            """);
        command.Parameters.Add(new() { Value = run.Id });
        command.Parameters.Add(new() { Value = run.LeaseOwner!.Value });
        command.Parameters.Add(new() { Value = (short)stage });
        command.Parameters.Add(new() { Value = progress });
        return await command.ExecuteScalarAsync(cancellationToken) switch
        {
            null => ReclusterOrder.Lost,
            true => ReclusterOrder.Cancel,
            _ => ReclusterOrder.GoOn,
        };
    }

    /// <summary>Ends a run that a user gave up.</summary>
    public Task CancelledAsync(ReclusterRun run, CancellationToken cancellationToken) =>
        EndAsync(run, ReclusterState.Cancelled, null, cancellationToken);

    /// <summary>Ends a run that went wrong.</summary>
    /// <param name="run">The run.</param>
    /// <param name="error">One sentence, fit to be shown to the owner.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task FailedAsync(ReclusterRun run, string error, CancellationToken cancellationToken) =>
        EndAsync(run, ReclusterState.Failed, error, cancellationToken);

    /// <summary>Gives a run back because the worker is stopped: another one starts it anew, and the attempt does not count.</summary>
    public async Task ReleaseAsync(ReclusterRun run, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            UPDATE recluster_runs SET
                state = CASE WHEN is_cancel_requested THEN {(int)ReclusterState.Cancelled} ELSE {(int)ReclusterState.Requested} END,
                attempts = attempts - 1, lease_owner = NULL, lease_until = NULL, stage = {(int)ReclusterStage.Waiting}, progress = 0
            WHERE id = $1 AND lease_owner = $2 AND state = {(int)ReclusterState.Running}
            """);
        command.Parameters.Add(new() { Value = run.Id });
        command.Parameters.Add(new() { Value = run.LeaseOwner!.Value });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task EndAsync(ReclusterRun run, ReclusterState state, string? error, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            UPDATE recluster_runs SET state = $3, error = $4, finished_at = now(), lease_owner = NULL, lease_until = NULL
            WHERE id = $1 AND lease_owner = $2 AND state = {(int)ReclusterState.Running}
            """);
        command.Parameters.Add(new() { Value = run.Id });
        command.Parameters.Add(new() { Value = run.LeaseOwner!.Value });
        command.Parameters.Add(new() { Value = (short)state });
        command.Parameters.Add(new() { Value = error ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task GiveUpAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            UPDATE recluster_runs SET
                state = CASE WHEN is_cancel_requested THEN {(int)ReclusterState.Cancelled} ELSE {(int)ReclusterState.Failed} END,
                error = CASE WHEN is_cancel_requested THEN NULL
                             ELSE 'The process that computed it died, more than once; there may be too little memory.' END,
                finished_at = now(), lease_owner = NULL, lease_until = NULL
            WHERE state = {(int)ReclusterState.Running} AND lease_until < now()
              AND (is_cancel_requested OR attempts >= {MaxAttempts})
            """,
            connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
