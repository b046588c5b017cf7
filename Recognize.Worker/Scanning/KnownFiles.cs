using System.Runtime.CompilerServices;
using Npgsql;
using Recognize.Worker.Database;

namespace Recognize.Worker.Scanning;

/// <summary>What the database knows of a library's files, in path order, removed ones included.</summary>
internal sealed class KnownFiles(NpgsqlDataSource database, DatabaseRetry retry)
{
    private const int PageSize = 10_000;

    /// <summary>Below every path of a library.</summary>
    private const string First = "";

    /// <summary>All files of a library, or the one at a path and all below it; in pages, so no cursor stays open.</summary>
    /// <param name="libraryId">The library.</param>
    /// <param name="path">A file's or folder's path without a slash at its end; empty for everything.</param>
    /// <param name="cancellationToken">Stops between two files.</param>
    public async IAsyncEnumerable<KnownFile> ReadAsync(
        Guid libraryId, string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (path.Length > 0 && await retry.RunAsync(token => ReadOneAsync(libraryId, path, token), cancellationToken) is { } one)
            yield return one;

        // The character after the slash bounds all that lies below: "a/" <= "a/..." < "a0".
        var after = path.Length == 0 ? First : path + "/";
        var before = path.Length == 0 ? null : path + "0";
        List<KnownFile> page;
        do
        {
            page = await retry.RunAsync(token => ReadPageAsync(libraryId, after, before, token), cancellationToken);
            foreach (var file in page)
                yield return file;
            if (page.Count > 0)
                after = page[^1].RelativePath;
        }
        while (page.Count == PageSize);
    }

    /// <summary>Paths of the first files at or below a path that are not known as removed.</summary>
    public Task<List<string>> ReadFirstAsync(Guid libraryId, string path, int count, CancellationToken cancellationToken) =>
        retry.RunAsync(
            async token =>
            {
                await using var command = database.CreateCommand(
                    """
                    SELECT relative_path FROM media
                    WHERE library_id = $1 AND relative_path > $2 AND ($3::text IS NULL OR relative_path < $3)
                      AND removed_at IS NULL
                    ORDER BY relative_path LIMIT $4
                    """);
                command.Parameters.Add(new() { Value = libraryId });
                command.Parameters.Add(new() { Value = path.Length == 0 ? First : path + "/" });
                command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = path.Length == 0 ? null : path + "0" });
                command.Parameters.Add(new() { Value = count });
                await using var reader = await command.ExecuteReaderAsync(token);
                var paths = new List<string>();
                while (await reader.ReadAsync(token))
                    paths.Add(reader.GetString(0));
                return paths;
            },
            cancellationToken);

    private async Task<KnownFile?> ReadOneAsync(Guid libraryId, string path, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            SELECT id, relative_path, size_bytes, modified_ticks, removed_at IS NOT NULL
            FROM media WHERE library_id = $1 AND relative_path = $2
            """);
        command.Parameters.Add(new() { Value = libraryId });
        command.Parameters.Add(new() { Value = path });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    private async Task<List<KnownFile>> ReadPageAsync(
        Guid libraryId, string after, string? before, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            SELECT id, relative_path, size_bytes, modified_ticks, removed_at IS NOT NULL
            FROM media
            WHERE library_id = $1 AND relative_path > $2 AND ($3::text IS NULL OR relative_path < $3)
            ORDER BY relative_path LIMIT $4
            """);
        command.Parameters.Add(new() { Value = libraryId });
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = before });
        command.Parameters.Add(new() { Value = PageSize });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var page = new List<KnownFile>();
        while (await reader.ReadAsync(cancellationToken))
            page.Add(Read(reader));
        return page;
    }

    private static KnownFile Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0), reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetBoolean(4));
}
