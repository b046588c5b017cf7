using Npgsql;
using Recognize.Models.Persistence;
using Recognize.Worker.Analysis;

namespace Recognize.Worker.Jobs;

/// <summary>
/// The statements that move jobs: each names its move of <see cref="Recognize.Models.Jobs.JobTransitions"/>. A job is its
/// worker's for as long as the lease is renewed; time is the database's, so that clocks of machines need not agree.
/// </summary>
internal sealed class JobQueue(NpgsqlDataSource database, WorkerIdentity worker)
{
    /// <summary>Passing failures in a row after which a job is given up.</summary>
    internal const int MaxAttempts = 6;

    /// <summary>After a start of the server, how long workers have to take their locks again before a free one means death.</summary>
    internal TimeSpan RestartGrace { get; init; } = TimeSpan.FromSeconds(20);

    private const string Lease = "interval '30 seconds'";

    /// <summary>
    /// Takes the first job that is due. One of the same kind for the same owner and library is waited for, and paused
    /// work is left.
    /// </summary>
    public async Task<JobInHand?> ClaimAsync(IReadOnlyCollection<string> kinds, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var claimed = await connection.ReadAsync(
            $"""
            WITH picked AS (
                SELECT j.id FROM job_runs j
                WHERE j.state = 4 AND j.due_at <= now() AND j.kind = ANY ($1)
                  AND NOT EXISTS (
                    SELECT 1 FROM job_runs r
                    WHERE r.state = 0 AND r.kind = j.kind AND r.owner_id IS NOT DISTINCT FROM j.owner_id
                      AND r.library_id IS NOT DISTINCT FROM j.library_id)
                  AND NOT EXISTS (
                    SELECT 1 FROM work_pauses p
                    WHERE (p.kind IS NULL OR p.kind = j.kind) AND (p.owner_id IS NULL OR p.owner_id = j.owner_id))
                ORDER BY j.priority, j.due_at, j.id
                LIMIT 1
                FOR UPDATE SKIP LOCKED
            )
            UPDATE job_runs j SET state = 0, lease_owner = $2, lease_until = now() + {Lease}, worker = $3,
                started_at = now(), done = NULL, total = NULL
            FROM picked WHERE j.id = picked.id
            RETURNING j.id, j.kind, j.owner_id, j.library_id, j.subject, j.attempts
            """,
            row => new JobInHand(
                row.GetGuid(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetGuid(2),
                row.IsDBNull(3) ? null : row.GetGuid(3), row.GetString(4), row.GetInt16(5)),
            cancellationToken, kinds.ToArray(), worker.Id, WorkerPresence.Name);
        return claimed.SingleOrDefault();
    }

    /// <summary>Renews the lease and stores how far the job is.</summary>
    public async Task<JobOrder> BeatAsync(JobInHand job, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            UPDATE job_runs SET lease_until = now() + {Lease}, done = $3, total = $4
            WHERE id = $1 AND lease_owner = $2 AND state = 0
            RETURNING cancel_requested_at IS NOT NULL
            """);
        command.Parameters.Add(new() { Value = job.Id });
        command.Parameters.Add(new() { Value = worker.Id });
        command.Parameters.Add(new NpgsqlParameter<long?> { TypedValue = job.Done });
        command.Parameters.Add(new NpgsqlParameter<long?> { TypedValue = job.Total });
        return await command.ExecuteScalarAsync(cancellationToken) switch
        {
            null => JobOrder.Lost,
            true => JobOrder.Cancel,
            _ => JobOrder.GoOn,
        };
    }

    public Task SucceededAsync(JobInHand job, string summary, CancellationToken cancellationToken) =>
        EndAsync("state = 1, finished_at = now(), error = NULL, attempts = 0, summary = $5", job, null, summary, cancellationToken);

    /// <param name="job">The job.</param>
    /// <param name="error">A sentence for the owner.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task FailedAsync(JobInHand job, string error, CancellationToken cancellationToken) =>
        EndAsync("state = 2, finished_at = now(), error = $3", job, error, "{}", cancellationToken);

    public Task CancelledAsync(JobInHand job, CancellationToken cancellationToken) =>
        EndAsync("state = 5, finished_at = now(), error = NULL", job, null, "{}", cancellationToken);

    /// <summary>Queues it again after a passing failure, with a pause that grows from 10 s to 43 min; the last one fails it.</summary>
    public Task FailedForNowAsync(JobInHand job, string error, CancellationToken cancellationToken)
    {
        if (job.Attempts + 1 >= MaxAttempts)
            return FailedAsync(job, error, cancellationToken);
        return RequeueAsync(
            "attempts = attempts + 1, error = $3, due_at = now() + interval '10 s' * 4 ^ attempts * (1 + random() / 5)",
            job, error, cancellationToken);
    }

    /// <summary>Gives it back because the worker stops; no attempt is counted.</summary>
    public Task GiveBackAsync(JobInHand job, CancellationToken cancellationToken) =>
        RequeueAsync("due_at = now()", job, null, cancellationToken);

    /// <summary>
    /// Gives back whatever this worker holds, also by a claim that was broken off while the server carried it out. When the
    /// same work was asked for meanwhile, that request stands for both.
    /// </summary>
    public async Task GiveBackAllAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(
            """
            UPDATE job_runs j SET lease_owner = NULL, lease_until = NULL, due_at = now(),
                state = CASE WHEN w.waits THEN 3 ELSE 4 END, finished_at = CASE WHEN w.waits THEN now() END
            FROM (
                SELECT r.id, EXISTS (SELECT 1 FROM job_runs q WHERE q.state = 4 AND q.work_key = r.work_key) AS waits
                FROM job_runs r WHERE r.lease_owner = $1 AND r.state = 0
            ) AS w
            WHERE j.id = w.id
            """,
            cancellationToken, worker.Id);
    }

    /// <summary>
    /// Queues anew what dead workers held. A job that was in hand at two deaths fails. Where the worker lives but its
    /// lease has run out (it hung, was cut off, or a clock jumped), no death is counted.
    /// </summary>
    /// <returns>Jobs taken back.</returns>
    public async Task<int> RecoverAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var recovered = await connection.ExecuteAsync(
            $"""
            WITH owners AS MATERIALIZED (
                SELECT DISTINCT lease_owner AS id FROM job_runs WHERE state = 0 AND lease_owner <> $1
            ), dead AS MATERIALIZED (
                SELECT id FROM owners
                -- When the server has just started, nobody has taken a lock yet.
                WHERE pg_postmaster_start_time() < now() - $2::interval
                  AND pg_try_advisory_xact_lock({WorkerPresence.LockClass}, {WorkerIdentity.LockKeySql("id")})
            ), lost AS MATERIALIZED (
                SELECT j.id, j.lease_owner IN (SELECT id FROM dead) AS died,
                    EXISTS (SELECT 1 FROM job_runs q WHERE q.state = 4 AND q.work_key = j.work_key) AS waits
                FROM job_runs j
                WHERE j.state = 0 AND j.lease_owner <> $1
                  AND (j.lease_until < now() OR j.lease_owner IN (SELECT id FROM dead))
                FOR UPDATE OF j SKIP LOCKED
            )
            UPDATE job_runs j SET
                state = CASE
                    WHEN j.cancel_requested_at IS NOT NULL THEN 5
                    WHEN lost.died AND j.crashes >= 1 THEN 2
                    WHEN lost.waits THEN 3 ELSE 4 END,
                crashes = j.crashes + CASE WHEN lost.died THEN 1 ELSE 0 END,
                finished_at = CASE WHEN j.cancel_requested_at IS NOT NULL OR (lost.died AND j.crashes >= 1) OR lost.waits THEN now() END,
                due_at = now(), lease_owner = NULL, lease_until = NULL,
                error = CASE WHEN lost.died AND j.crashes >= 1
                    THEN 'The job took a worker down twice; it is not tried again by itself.'
                    ELSE 'The worker stopped while it was at it.' END
            FROM lost WHERE j.id = lost.id
            """,
            cancellationToken, worker.Id, RestartGrace);
        await transaction.CommitAsync(cancellationToken);
        return recovered;
    }

    /// <summary>When the same work was asked for meanwhile, that request stands for both.</summary>
    private async Task RequeueAsync(string changes, JobInHand job, string? error, CancellationToken cancellationToken)
    {
        try
        {
            await EndAsync($"state = 4, {changes}", job, error, "{}", cancellationToken);
        }
        catch (PostgresException conflict) when (conflict.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            await EndAsync("state = 3, finished_at = now(), error = $3", job, error, "{}", cancellationToken);
        }
    }

    private async Task EndAsync(
        string changes, JobInHand job, string? error, string summary, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            WITH given AS (SELECT $3::text, $5::jsonb)
            UPDATE job_runs SET {changes}, lease_owner = NULL, lease_until = NULL, done = coalesce($4, done)
            WHERE id = $1 AND lease_owner = $2 AND state = 0
            """);
        command.Parameters.Add(new() { Value = job.Id });
        command.Parameters.Add(new() { Value = worker.Id });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = error });
        command.Parameters.Add(new NpgsqlParameter<long?> { TypedValue = job.Done });
        command.Parameters.Add(new() { Value = summary, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>What a worker learns when it says that it is still at a job.</summary>
internal enum JobOrder
{
    GoOn,

    /// <summary>A user asked for it to be stopped.</summary>
    Cancel,

    /// <summary>The lease ran out, and the job is somebody else's.</summary>
    Lost,
}
