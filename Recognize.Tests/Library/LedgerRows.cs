using Npgsql;
using Recognize.Models.Library;
using Recognize.Models.Persistence;
using Recognize.Tests.Support;
using Recognize.Worker.Analysis;

namespace Recognize.Tests.Library;

/// <summary>Libraries of rows without files, for tests of what the ledger does with them.</summary>
internal sealed class LedgerRows(ScannedDatabase database)
{
    private int _files;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Forgets what holds for all libraries of the database.</summary>
    public Task ForgetAsync() => ExecuteAsync("DELETE FROM task_versions; DELETE FROM work_pauses");

    /// <summary>Sixty operations, with a roll-up of the counts now and then; those that the server refuses are undone as a whole.</summary>
    /// <returns>How many went through.</returns>
    public static async Task<int> OperateAsync(Random random, Func<CancellationToken, Task> rollUpAsync, Func<int, Task> operateAsync)
    {
        var done = 0;
        for (var i = 0; i < 60; i++)
        {
            if (random.Next(12) == 0)
            {
                await rollUpAsync(Token);
                continue;
            }
            try
            {
                await operateAsync(i);
                done++;
            }
            catch (PostgresException undone) when (
                undone.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.ForeignKeyViolation)
            {
                // A circle of waiting, or a row for a file that was deleted meanwhile.
            }
        }
        return done;
    }

    /// <summary>What is kept is what the rows say, before and after a roll-up, and there is nothing to repair.</summary>
    /// <param name="countAll">Counts the rows.</param>
    /// <param name="sumAll">Reads the kept counts.</param>
    /// <param name="rollUpAsync">Of the kept counts.</param>
    /// <param name="recountAsync">Of the kept counts; returns how many were wrong.</param>
    public async Task AssertCountedAsync(
        string countAll, string sumAll, Func<CancellationToken, Task> rollUpAsync, Func<CancellationToken, Task<int>> recountAsync)
    {
        var counted = await ScalarAsync<string>(countAll);
        Assert.NotEmpty(counted);
        Assert.Equal(counted, await ScalarAsync<string>(sumAll));
        await rollUpAsync(Token);
        Assert.Equal(counted, await ScalarAsync<string>(sumAll));
        Assert.Equal(0, await recountAsync(Token));
    }

    public async Task<(Guid Owner, Guid Library)> AddLibraryAsync(Guid? ownerId = null)
    {
        var owner = ownerId ?? await database.AddUserAsync();
        var library = new MediaLibrary { OwnerId = owner, RootPath = $"/rows/{Guid.NewGuid():N}" };
        await using var context = database.Open();
        context.Libraries.Add(library);
        await context.SaveChangesAsync(Token);
        return (owner, library.Id);
    }

    /// <summary>A photo with some tasks, all due.</summary>
    public async Task<Guid> AddFileAsync(
        (Guid Owner, Guid Library) library, string? path = null, short priority = 0, params AnalysisTask[] tasks)
    {
        var id = Guid.CreateVersion7();
        await ExecuteAsync(
            """
            INSERT INTO media (id, library_id, owner_id, relative_path, kind, mime_type, size_bytes, modified_ticks, added_at,
                               sort_at, warnings)
            VALUES ($1, $2, $3, $4, 0, 'image/jpeg', 1, 1, now(), now(), '{}')
            """,
            id, library.Library, library.Owner, path ?? $"{_files++:00000}.jpg");
        await ExecuteAsync(
            """
            INSERT INTO analysis (media_id, task, state, priority, due_at, attempts, crashes)
            SELECT $1, task, 0, $3, now(), 0, 0 FROM unnest($2) AS t (task)
            """,
            id, (tasks.Length == 0 ? [AnalysisTask.Basics] : tasks).Select(task => (short)task).ToArray(), priority);
        return id;
    }

    /// <summary>Takes a task by the legal moves to a state.</summary>
    public async Task SetAsync(Guid mediaId, AnalysisState state, string values = "priority = priority")
    {
        await ExecuteAsync("UPDATE analysis SET state = 1 WHERE media_id = $1 AND state = 0", mediaId);
        await ExecuteAsync(
            $"UPDATE analysis SET state = $2, finished_at = now(), lease_owner = NULL, {values} WHERE media_id = $1",
            mediaId, (short)state);
    }

    public AnalysisLedger Ledger(WorkerIdentity? worker = null) => new(
        database.Source, worker ?? new WorkerIdentity(), new AnalysisOptions { Reconnecting = TimeSpan.Zero });

    public async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var connection = await database.Source.OpenConnectionAsync(Token);
        foreach (var statement in values.Length == 0 ? sql.Split(';') : [sql])
            await connection.ExecuteAsync(statement, Token, values);
    }

    public Task<T> ScalarAsync<T>(string sql, params object[] values) => database.ScalarAsync<T>(sql, values);

    /// <summary>Holds a worker's advisory lock, as a worker that lives does.</summary>
    public async Task<NpgsqlConnection> HoldLockAsync(WorkerIdentity worker)
    {
        var connection = await database.Source.OpenConnectionAsync(Token);
        await connection.ExecuteAsync(
            $"SELECT pg_advisory_lock({WorkerIdentity.LockClass}, {WorkerIdentity.LockKeySql("$1::uuid")})",
            Token, worker.Id);
        return connection;
    }
}
