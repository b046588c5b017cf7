using Npgsql;

namespace Recognize.Models.Jobs;

/// <summary>The one way to ask for a coarse job, from whatever process: a worker that can do it takes it up.</summary>
public sealed class JobRequests(NpgsqlDataSource database)
{
    private const string CancelSql =
        """
        UPDATE job_runs SET
            state = CASE WHEN state = 4 THEN 5 ELSE state END,
            finished_at = CASE WHEN state = 4 THEN now() END,
            cancel_requested_at = now()
        WHERE state IN (0, 4)
        """;

    /// <summary>
    /// Queues a job. When the same work waits already, that job is told to be as soon as this one; when it is running,
    /// another run follows, because what it has read may be out of date.
    /// </summary>
    /// <returns>The id of the job that waits.</returns>
    public async Task<Guid> RequestAsync(JobRequest request, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await RequestAsync(connection, request, cancellationToken);
    }

    /// <summary>The same within the connection's transaction, if it has one.</summary>
    public static async Task<Guid> RequestAsync(
        NpgsqlConnection connection, JobRequest request, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO job_runs (id, kind, owner_id, library_id, subject, work_key, state, priority, requested_by,
                                  requested_at, due_at, attempts, crashes, summary, about_id)
            VALUES ($1, $2, $3, $4, $5, $6, 4, $7, $8, now(), now(), 0, 0, '{}', $9)
            ON CONFLICT (work_key) WHERE state = 4 DO UPDATE SET
                priority = least(job_runs.priority, EXCLUDED.priority),
                due_at = least(job_runs.due_at, EXCLUDED.due_at)
            RETURNING id
            """,
            connection);
        command.Parameters.Add(new() { Value = Guid.CreateVersion7() });
        command.Parameters.Add(new() { Value = request.Kind });
        command.Parameters.Add(new NpgsqlParameter<Guid?> { TypedValue = request.OwnerId });
        command.Parameters.Add(new NpgsqlParameter<Guid?> { TypedValue = request.LibraryId });
        command.Parameters.Add(new() { Value = request.Subject });
        command.Parameters.Add(new() { Value = request.WorkKey });
        command.Parameters.Add(new() { Value = request.Priority });
        command.Parameters.Add(new() { Value = request.RequestedBy });
        command.Parameters.Add(new NpgsqlParameter<Guid?> { TypedValue = request.AboutId });
        return (Guid)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Cancels a job: at once when it waits; when it runs, its worker stops it within seconds.</summary>
    /// <returns>False when it has ended already, or there is none.</returns>
    public async Task<bool> CancelAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"{CancelSql} AND id = $1");
        command.Parameters.Add(new() { Value = id });
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    /// <summary>Cancels all jobs of a user that wait or run, but those that were told already.</summary>
    public async Task CancelAllAsync(Guid ownerId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"{CancelSql} AND owner_id = $1 AND cancel_requested_at IS NULL");
        command.Parameters.Add(new() { Value = ownerId });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
