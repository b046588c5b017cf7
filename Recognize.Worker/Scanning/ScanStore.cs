using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;
using Recognize.Models.Library;
using Recognize.Models.Persistence;
using Recognize.Worker.Database;

namespace Recognize.Worker.Scanning;

/// <summary>
/// The scanner's statements: each takes a batch of files at once. Each is safe to repeat, and is repeated when the
/// server was away or two transactions waited for each other.
/// </summary>
internal sealed class ScanStore(NpgsqlDataSource database, MovedFileFinder movedFiles, DatabaseRetry retry)
{
    private const int PageSize = 10_000;

    /// <summary>All known files of a library in path order, removed ones included; pages, so no cursor stays open.</summary>
    public async IAsyncEnumerable<KnownFile> ReadKnownAsync(
        Guid libraryId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = "";
        List<KnownFile> page;
        do
        {
            page = await retry.RunAsync(token => ReadPageAsync(libraryId, after, token), cancellationToken);
            foreach (var file in page)
                yield return file;
            if (page.Count > 0)
                after = page[^1].RelativePath;
        }
        while (page.Count == PageSize);
    }

    private async Task<List<KnownFile>> ReadPageAsync(Guid libraryId, string after, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            SELECT id, relative_path, size_bytes, modified_ticks, removed_at IS NOT NULL
            FROM media WHERE library_id = $1 AND relative_path > $2 ORDER BY relative_path LIMIT $3
            """);
        command.Parameters.Add(new() { Value = libraryId });
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = PageSize });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var page = new List<KnownFile>();
        while (await reader.ReadAsync(cancellationToken))
        {
            page.Add(new KnownFile(
                reader.GetGuid(0), reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetBoolean(4)));
        }
        return page;
    }

    /// <summary>Waits until no other worker scans the library.</summary>
    public Task<LibraryLock> LockAsync(Guid libraryId, CancellationToken cancellationToken) =>
        retry.RunAsync(token => LibraryLock.AcquireAsync(database, libraryId, token), cancellationToken);

    public Task<bool> ExistsAsync(Guid libraryId, CancellationToken cancellationToken) =>
        AskAsync("SELECT EXISTS (SELECT 1 FROM libraries WHERE id = $1)", libraryId, cancellationToken);

    public Task<bool> HasFilesAsync(Guid libraryId, CancellationToken cancellationToken) =>
        AskAsync(
            "SELECT EXISTS (SELECT 1 FROM media WHERE library_id = $1 AND removed_at IS NULL)", libraryId, cancellationToken);

    private Task<bool> AskAsync(string sql, Guid libraryId, CancellationToken cancellationToken) => retry.RunAsync(
        async token =>
        {
            await using var command = database.CreateCommand(sql);
            command.Parameters.Add(new() { Value = libraryId });
            return (bool)(await command.ExecuteScalarAsync(token))!;
        },
        cancellationToken);

    /// <summary>Writes the collected changes in one transaction, counts them, and empties the collection.</summary>
    public async Task ApplyAsync(
        MediaLibrary library, ScanChanges changes, TaskPlan plan, ScanSummary summary, CancellationToken cancellationToken)
    {
        if (changes.Count == 0)
            return;

        // Hashing reads files, so the look for moved files comes before the transaction.
        var moves = await retry.RunAsync(token => movedFiles.FindAsync(library, changes, token), cancellationToken);
        var movedIds = moves.Select(move => move.Id).ToHashSet();
        var movedPaths = moves.Select(move => move.File.RelativePath).ToHashSet(StringComparer.Ordinal);
        var changed = changes.Changed.Where(change => !movedIds.Contains(change.Id)).ToList();
        // What now lies where a moved file was is new.
        var added = changes.Changed.Where(change => movedIds.Contains(change.Id)).Select(change => change.File)
            .Concat(changes.Added).Where(file => !movedPaths.Contains(file.RelativePath)).ToList();

        var written = await retry.RunAsync(token => WriteAsync(token), cancellationToken);
        summary.Moved += written.Moved;
        summary.Added += written.Added;
        summary.Changed += written.Changed;
        summary.Removed += written.Removed;
        changes.Clear();

        async Task<(int Moved, int Added, int Changed, int Removed)> WriteAsync(CancellationToken token)
        {
            await using var connection = await database.OpenConnectionAsync(token);
            await using var transaction = await connection.BeginTransactionAsync(token);
            var current = plan with { FacesAllowed = await MayRecogniseFacesAsync(connection, library.OwnerId, token) };
            var movedCount = await MoveAsync(connection, moves, token);
            var addedCount = await AddAsync(connection, library, added, current, token);
            var changedCount = await ChangeAsync(connection, changed, token);
            await ReappearAsync(connection, changes.Reappeared, token);
            var removedCount = await RemoveAsync(connection, changes.Removed, token);
            await transaction.CommitAsync(token);
            return (movedCount, addedCount, changedCount, removedCount);
        }
    }

    public Task SuspendAsync(Guid libraryId, string reason, CancellationToken cancellationToken) => retry.RunAsync(
        async token =>
        {
            await using var command = database.CreateCommand("UPDATE libraries SET suspended_reason = $2 WHERE id = $1");
            command.Parameters.Add(new() { Value = libraryId });
            command.Parameters.Add(new() { Value = reason });
            await command.ExecuteNonQueryAsync(token);
        },
        cancellationToken);

    public Task FinishAsync(
        Guid libraryId, DateTimeOffset startedAt, IReadOnlyList<ScanProblem> problems, CancellationToken cancellationToken) =>
        retry.RunAsync(token => StoreEndAsync(libraryId, startedAt, problems, token), cancellationToken);

    private async Task StoreEndAsync(
        Guid libraryId, DateTimeOffset startedAt, IReadOnlyList<ScanProblem> problems, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("UPDATE libraries SET last_scan_at = $2, suspended_reason = NULL WHERE id = $1")
                {
                    Parameters = { new() { Value = libraryId }, new() { Value = startedAt } },
                },
                new("DELETE FROM scan_problems WHERE library_id = $1") { Parameters = { new() { Value = libraryId } } },
                new(
                    """
                    INSERT INTO scan_problems (id, library_id, relative_path, reason, noticed_at)
                    SELECT p.id, $1, p.path, p.reason, now() FROM unnest($2, $3, $4) AS p (id, path, reason)
                    """)
                {
                    Parameters =
                    {
                        new() { Value = libraryId },
                        new() { Value = problems.Select(problem => problem.Id).ToArray() },
                        new() { Value = problems.Select(problem => problem.RelativePath).ToArray() },
                        new() { Value = problems.Select(problem => problem.Reason).ToArray() },
                    },
                },
            },
        };
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>
    /// The owner's answer as it stands now. The owner's row is held until the end of the transaction: an answer given
    /// meanwhile waits for it, and then moves the rows added here, too.
    /// </summary>
    private static async Task<bool> MayRecogniseFacesAsync(
        NpgsqlConnection connection, Guid ownerId, CancellationToken cancellationToken)
    {
        await using (var hold = new NpgsqlCommand("SELECT 1 FROM users WHERE id = $1 FOR SHARE", connection))
        {
            hold.Parameters.Add(new() { Value = ownerId });
            await hold.ExecuteScalarAsync(cancellationToken);
        }
        await using var command = new NpgsqlCommand(
            "SELECT given FROM face_consents WHERE user_id = $1 ORDER BY answered_at DESC LIMIT 1", connection);
        command.Parameters.Add(new() { Value = ownerId });
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    private static async Task<int> AddAsync(
        NpgsqlConnection connection, MediaLibrary library, List<WalkedFile> files, TaskPlan plan,
        CancellationToken cancellationToken)
    {
        if (files.Count == 0)
            return 0;

        var ids = files.Select(_ => Guid.CreateVersion7()).ToArray();
        // A batch that is repeated because its commit went unanswered finds its rows there.
        var inserted = new HashSet<Guid>();
        await using (var insert = new NpgsqlCommand(
            """
            INSERT INTO media (id, library_id, owner_id, relative_path, kind, mime_type, size_bytes, modified_ticks,
                               added_at, sort_at, warnings)
            SELECT f.id, $1, $2, f.path, f.kind, f.mime, f.size, f.ticks, now(), f.modified, '{}'
            FROM unnest($3, $4, $5, $6, $7, $8, $9) AS f (id, path, kind, mime, size, ticks, modified)
            ON CONFLICT (library_id, relative_path) DO NOTHING
            RETURNING id
            """,
            connection))
        {
            insert.Parameters.Add(new() { Value = library.Id });
            insert.Parameters.Add(new() { Value = library.OwnerId });
            insert.Parameters.Add(new() { Value = ids });
            AddFileParameters(insert, files);
            await using var reader = await insert.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                inserted.Add(reader.GetGuid(0));
        }

        await using var ledger = await connection.BeginBinaryImportAsync(
            """
            COPY analysis (media_id, task, state, priority, due_at, attempts, crashes, error_kind, reason, finished_at)
            FROM STDIN (FORMAT BINARY)
            """,
            cancellationToken);
        var now = DateTimeOffset.UtcNow;
        for (var i = 0; i < files.Count; i++)
        {
            if (!inserted.Contains(ids[i]))
                continue;
            foreach (var task in TaskPlan.TasksOf(files[i].Format.Kind))
            {
                var problem = files[i].Problem;
                var state = problem is null ? plan.FirstStateOf(task) : AnalysisState.Failed;
                await ledger.StartRowAsync(cancellationToken);
                await ledger.WriteAsync(ids[i], NpgsqlDbType.Uuid, cancellationToken);
                await ledger.WriteAsync((short)task, NpgsqlDbType.Smallint, cancellationToken);
                await ledger.WriteAsync((short)state, NpgsqlDbType.Smallint, cancellationToken);
                await ledger.WriteAsync((short)0, NpgsqlDbType.Smallint, cancellationToken);
                await ledger.WriteAsync(now, NpgsqlDbType.TimestampTz, cancellationToken);
                await ledger.WriteAsync((short)0, NpgsqlDbType.Smallint, cancellationToken);
                await ledger.WriteAsync((short)0, NpgsqlDbType.Smallint, cancellationToken);
                if (problem is null)
                {
                    await ledger.WriteNullAsync(cancellationToken);
                    await ledger.WriteNullAsync(cancellationToken);
                    await ledger.WriteNullAsync(cancellationToken);
                    continue;
                }
                await ledger.WriteAsync((short)AnalysisErrorKind.Unreadable, NpgsqlDbType.Smallint, cancellationToken);
                await ledger.WriteAsync(problem, NpgsqlDbType.Text, cancellationToken);
                await ledger.WriteAsync(now, NpgsqlDbType.TimestampTz, cancellationToken);
            }
        }
        await ledger.CompleteAsync(cancellationToken);
        return inserted.Count;
    }

    /// <summary>Changed files lose their hash, and all their finished tasks are due again.</summary>
    private static async Task<int> ChangeAsync(
        NpgsqlConnection connection, List<(Guid Id, WalkedFile File)> changed, CancellationToken cancellationToken)
    {
        if (changed.Count == 0)
            return 0;

        await using var update = new NpgsqlCommand(
            """
            WITH f AS (
                SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7) AS f (id, path, kind, mime, size, ticks, modified)
            ), changed AS (
                UPDATE media SET size_bytes = f.size, modified_ticks = f.ticks, kind = f.kind, mime_type = f.mime,
                                 content_hash = NULL, removed_at = NULL,
                                 sort_at = coalesce((taken_at - make_interval(mins => coalesce(taken_at_offset_minutes, 0)))
                                                    AT TIME ZONE 'UTC', f.modified)
                FROM f WHERE media.id = f.id
            )
            UPDATE analysis SET state = 0, due_at = now(), attempts = 0, crashes = 0, lease_owner = NULL,
                                lease_until = NULL, error_kind = NULL, reason = NULL
            FROM f WHERE media_id = f.id AND state IN (0, 1, 2, 3, 4)
            """,
            connection);
        update.Parameters.Add(new() { Value = changed.Select(change => change.Id).ToArray() });
        AddFileParameters(update, changed.ConvertAll(change => change.File));
        await update.ExecuteNonQueryAsync(cancellationToken);
        return changed.Count;
    }

    private static async Task<int> MoveAsync(
        NpgsqlConnection connection, IReadOnlyList<MovedFile> moves, CancellationToken cancellationToken)
    {
        if (moves.Count == 0)
            return 0;

        // Files may have swapped names: all old ones are given up first. No path of a file begins with slashes.
        await using (var release = new NpgsqlCommand(
            "UPDATE media SET relative_path = '//' || id WHERE id = ANY ($1)", connection))
        {
            release.Parameters.Add(new() { Value = moves.Select(move => move.Id).ToArray() });
            await release.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var update = new NpgsqlCommand(
            """
            WITH moved AS (
                UPDATE media SET relative_path = f.path, mime_type = f.mime, modified_ticks = f.ticks, removed_at = NULL
                FROM unnest($1, $2, $3, $4) AS f (id, path, mime, ticks) WHERE media.id = f.id
                RETURNING media.id
            )
            UPDATE analysis SET due_at = now() FROM moved
            WHERE media_id = moved.id AND due_at = 'infinity'
            """,
            connection);
        update.Parameters.Add(new() { Value = moves.Select(move => move.Id).ToArray() });
        update.Parameters.Add(new() { Value = moves.Select(move => move.File.RelativePath).ToArray() });
        update.Parameters.Add(new() { Value = moves.Select(move => move.File.Format.MimeType).ToArray() });
        update.Parameters.Add(new() { Value = moves.Select(move => move.File.ModifiedTicks).ToArray() });
        await update.ExecuteNonQueryAsync(cancellationToken);
        return moves.Count;
    }

    private static async Task ReappearAsync(
        NpgsqlConnection connection, List<Guid> reappeared, CancellationToken cancellationToken)
    {
        if (reappeared.Count == 0)
            return;

        await using var update = new NpgsqlCommand(
            """
            WITH back AS (UPDATE media SET removed_at = NULL WHERE id = ANY ($1))
            UPDATE analysis SET due_at = now() WHERE media_id = ANY ($1) AND due_at = 'infinity'
            """,
            connection);
        update.Parameters.Add(new() { Value = reappeared.ToArray() });
        await update.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// Hides removed files. The path is compared again: a file that was moved by an earlier batch of this scan is not
    /// gone. Their open tasks wait for ever, so that no claim has to step over them.
    /// </summary>
    private static async Task<int> RemoveAsync(
        NpgsqlConnection connection, List<(Guid Id, string RelativePath)> removed, CancellationToken cancellationToken)
    {
        if (removed.Count == 0)
            return 0;

        await using var update = new NpgsqlCommand(
            """
            WITH gone AS (
                UPDATE media SET removed_at = now()
                FROM unnest($1, $2) AS f (id, path) WHERE media.id = f.id AND media.relative_path = f.path
                RETURNING media.id
            ), parked AS (
                UPDATE analysis SET due_at = 'infinity' FROM gone WHERE media_id = gone.id AND state = 0
            )
            SELECT count(*) FROM gone
            """,
            connection);
        update.Parameters.Add(new() { Value = removed.Select(file => file.Id).ToArray() });
        update.Parameters.Add(new() { Value = removed.Select(file => file.RelativePath).ToArray() });
        return (int)(long)(await update.ExecuteScalarAsync(cancellationToken))!;
    }

    private static void AddFileParameters(NpgsqlCommand command, List<WalkedFile> files)
    {
        command.Parameters.Add(new() { Value = files.Select(file => file.RelativePath).ToArray() });
        command.Parameters.Add(new() { Value = files.Select(file => (short)file.Format.Kind).ToArray() });
        command.Parameters.Add(new() { Value = files.Select(file => file.Format.MimeType).ToArray() });
        command.Parameters.Add(new() { Value = files.Select(file => file.SizeBytes).ToArray() });
        command.Parameters.Add(new() { Value = files.Select(file => file.ModifiedTicks).ToArray() });
        command.Parameters.Add(new() { Value = files.Select(file => PostgresTime.FromTicks(file.ModifiedTicks)).ToArray() });
    }
}
