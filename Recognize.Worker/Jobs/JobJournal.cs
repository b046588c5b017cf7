using Npgsql;
using NpgsqlTypes;
using Recognize.Models.Jobs;
using Recognize.Worker.Scanning;

namespace Recognize.Worker.Jobs;

/// <summary>Writes down jobs that are done in the foreground, without the queue, so that owners see what was done and why something failed.</summary>
internal sealed class JobJournal(NpgsqlDataSource database, TimeProvider clock)
{
    /// <summary>Runs a job under a journal entry.</summary>
    /// <param name="kind">One of <see cref="JobKinds"/>.</param>
    /// <param name="ownerId">Whose work it is, if anybody's.</param>
    /// <param name="libraryId">The library it is about, if any.</param>
    /// <param name="job">The work; returns its counts as a JSON object.</param>
    /// <param name="cancellationToken">Stops the work, which is then recorded as interrupted.</param>
    public async Task RunAsync(
        string kind, Guid? ownerId, Guid? libraryId, Func<CancellationToken, Task<string>> job,
        CancellationToken cancellationToken)
    {
        var id = await BeginAsync(kind, ownerId, libraryId, cancellationToken);
        try
        {
            await EndAsync(id, JobState.Succeeded, await job(cancellationToken), error: null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await EndAsync(id, JobState.Interrupted, "{}", error: null);
            throw;
        }
        catch (LibrarySuspendedException suspended)
        {
            await EndAsync(id, JobState.Failed, "{}", suspended.Message);
            throw;
        }
        catch (Exception failure)
        {
            // Shown to the owner: messages of other exceptions may hold paths.
            await EndAsync(
                id, JobState.Failed, "{}", $"An internal error ({failure.GetType().Name}); the log has more.");
            throw;
        }
    }

    private async Task<Guid> BeginAsync(string kind, Guid? ownerId, Guid? libraryId, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7();
        await using var command = database.CreateCommand(
            """
            INSERT INTO job_runs (id, kind, owner_id, library_id, subject, work_key, state, priority, requested_by,
                                  requested_at, due_at, started_at, attempts, crashes, summary)
            VALUES ($1, $2, $3, $4, '', '', $5, 0, '', $6, $6, $6, 0, 0, '{}')
            """);
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = kind });
        command.Parameters.Add(new() { Value = ownerId ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = libraryId ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = (short)JobState.Running });
        command.Parameters.Add(new() { Value = clock.GetUtcNow() });
        await command.ExecuteNonQueryAsync(cancellationToken);
        return id;
    }

    /// <summary>Written even when the job was cancelled: an open entry would look like work that goes on.</summary>
    private async Task EndAsync(Guid id, JobState state, string summary, string? error)
    {
        await using var command = database.CreateCommand(
            "UPDATE job_runs SET state = $2, finished_at = $3, summary = $4, error = $5 WHERE id = $1");
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = (short)state });
        command.Parameters.Add(new() { Value = clock.GetUtcNow() });
        command.Parameters.Add(new() { Value = summary, NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = error ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
