using Npgsql;
using Recognize.Models.Library;
using Recognize.Models.Persistence;
using Recognize.Worker.Database;

namespace Recognize.Worker.Scanning;

/// <summary>What a scan reads and leaves in a library's own row, and the folders it could not trust.</summary>
internal sealed class ScanStore(NpgsqlDataSource database, DatabaseRetry retry)
{
    /// <summary>Waits until no other worker scans the library.</summary>
    public Task<LibraryLock> LockAsync(Guid libraryId, CancellationToken cancellationToken) =>
        retry.RunAsync(token => LibraryLock.AcquireAsync(database, libraryId, token), cancellationToken);

    public Task<bool> ExistsAsync(Guid libraryId, CancellationToken cancellationToken) =>
        AskAsync("SELECT EXISTS (SELECT 1 FROM libraries WHERE id = $1)", libraryId, cancellationToken);

    public Task<bool> HasFilesAsync(Guid libraryId, CancellationToken cancellationToken) =>
        AskAsync(
            "SELECT EXISTS (SELECT 1 FROM media WHERE library_id = $1 AND removed_at IS NULL)", libraryId, cancellationToken);

    /// <summary>Where disks were mounted at the last full scan; null when no scan has looked yet.</summary>
    public Task<string[]?> ReadMountPointsAsync(Guid libraryId, CancellationToken cancellationToken) => retry.RunAsync(
        async token =>
        {
            await using var command = database.CreateCommand("SELECT mount_points FROM libraries WHERE id = $1");
            command.Parameters.Add(new() { Value = libraryId });
            return await command.ExecuteScalarAsync(token) as string[];
        },
        cancellationToken);

    /// <summary>When a folder was first noticed with a problem that it still has; null when it had none.</summary>
    public Task<DateTimeOffset?> ReadNoticedAtAsync(
        Guid libraryId, string relativePath, string reason, CancellationToken cancellationToken) => retry.RunAsync(
        async token =>
        {
            await using var command = database.CreateCommand(
                """
                SELECT min(noticed_at) FROM scan_problems
                WHERE library_id = $1 AND relative_path = $2 AND reason = $3
                """);
            command.Parameters.Add(new() { Value = libraryId });
            command.Parameters.Add(new() { Value = relativePath });
            command.Parameters.Add(new() { Value = reason });
            return await command.ExecuteScalarAsync(token) is DateTime noticed
                ? new DateTimeOffset(noticed, TimeSpan.Zero)
                : (DateTimeOffset?)null;
        },
        cancellationToken);

    /// <summary>
    /// What a library had trouble with when it was last scanned: folders and files, relative to its root and without a
    /// slash at their end; empty text when it was suspended.
    /// </summary>
    public Task<List<string>> ReadTroublesAsync(Guid libraryId, CancellationToken cancellationToken) => retry.RunAsync(
        async token =>
        {
            await using var connection = await database.OpenConnectionAsync(token);
            return await connection.ReadAsync(
                """
                SELECT '' FROM libraries WHERE id = $1 AND suspended_reason IS NOT NULL
                UNION SELECT rtrim(relative_path, '/') FROM scan_problems WHERE library_id = $1
                """,
                row => row.GetString(0), token, libraryId);
        },
        cancellationToken);

    private Task<bool> AskAsync(string sql, Guid libraryId, CancellationToken cancellationToken) => retry.RunAsync(
        async token =>
        {
            await using var command = database.CreateCommand(sql);
            command.Parameters.Add(new() { Value = libraryId });
            return (bool)(await command.ExecuteScalarAsync(token))!;
        },
        cancellationToken);

    public Task SuspendAsync(Guid libraryId, string reason, CancellationToken cancellationToken) => retry.RunAsync(
        async token =>
        {
            await using var command = database.CreateCommand("UPDATE libraries SET suspended_reason = $2 WHERE id = $1");
            command.Parameters.Add(new() { Value = libraryId });
            command.Parameters.Add(new() { Value = reason });
            await command.ExecuteNonQueryAsync(token);
        },
        cancellationToken);

    /// <summary>Ends a scan of the whole library: it is no longer suspended.</summary>
    public Task FinishAsync(
        Guid libraryId, DateTimeOffset startedAt, IReadOnlyList<ScanProblem> problems, IReadOnlyList<string> mountPoints,
        CancellationToken cancellationToken) => retry.RunAsync(
        async token =>
        {
            await using var connection = await database.OpenConnectionAsync(token);
            await using var transaction = await connection.BeginTransactionAsync(token);
            await using var update = new NpgsqlCommand(
                "UPDATE libraries SET last_scan_at = $2, suspended_reason = NULL, mount_points = $3 WHERE id = $1", connection);
            update.Parameters.Add(new() { Value = libraryId });
            update.Parameters.Add(new() { Value = startedAt });
            update.Parameters.Add(new() { Value = mountPoints.ToArray() });
            await update.ExecuteNonQueryAsync(token);
            await ReplaceProblemsAsync(connection, libraryId, [""], problems, token);
            await transaction.CommitAsync(token);
        },
        cancellationToken);

    /// <summary>Ends a scan of some paths: only what is known of them is replaced.</summary>
    public Task FinishPartsAsync(
        Guid libraryId, IReadOnlyList<string> paths, IReadOnlyList<ScanProblem> problems, CancellationToken cancellationToken) =>
        retry.RunAsync(
            async token =>
            {
                await using var connection = await database.OpenConnectionAsync(token);
                await ReplaceProblemsAsync(connection, libraryId, [.. paths.Select(path => path + "/")], problems, token);
            },
            cancellationToken);

    /// <summary>A problem that is still there keeps the time at which it was first noticed.</summary>
    private static async Task ReplaceProblemsAsync(
        NpgsqlConnection connection, Guid libraryId, string[] prefixes, IReadOnlyList<ScanProblem> problems,
        CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            WITH old AS (
                DELETE FROM scan_problems s WHERE library_id = $1 AND (s.relative_path = ANY ($4)
                    OR EXISTS (SELECT 1 FROM unnest($2) AS prefix WHERE starts_with(s.relative_path, prefix)))
                RETURNING relative_path, reason, noticed_at
            )
            INSERT INTO scan_problems (id, library_id, relative_path, reason, noticed_at)
            SELECT p.id, $1, p.path, p.reason, coalesce(
                (SELECT min(noticed_at) FROM old WHERE old.relative_path = p.path AND old.reason = p.reason), now())
            FROM unnest($3, $4, $5) AS p (id, path, reason)
            """,
            connection);
        command.Parameters.Add(new() { Value = libraryId });
        command.Parameters.Add(new() { Value = prefixes });
        command.Parameters.Add(new() { Value = problems.Select(problem => problem.Id).ToArray() });
        command.Parameters.Add(new() { Value = problems.Select(problem => problem.RelativePath).ToArray() });
        command.Parameters.Add(new() { Value = problems.Select(problem => problem.Reason).ToArray() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
