using System.Data;
using Npgsql;

namespace Recognize.Worker.Scanning.Watching;

/// <summary>
/// The connection by which this process holds its watches: an advisory lock for each library, so that of many workers
/// one watches it. When the process dies, the server gives the locks to others.
/// </summary>
internal sealed class WatchConnection : IAsyncDisposable
{
    /// <summary>First key of the advisory locks of watches, so that they meet no other lock ("rcgv").</summary>
    internal const int LockClass = 0x72636776;

    private readonly NpgsqlConnection _connection;

    private WatchConnection(NpgsqlConnection connection) => _connection = connection;

    public static async Task<WatchConnection> OpenAsync(NpgsqlDataSource database, CancellationToken cancellationToken) =>
        new(await database.OpenConnectionAsync(cancellationToken));

    /// <summary>False once it has failed: the locks are gone.</summary>
    public bool IsOpen => _connection.State == ConnectionState.Open;

    /// <summary>All libraries that are to be watched.</summary>
    public async Task<IReadOnlyList<WatchedLibrary>> ReadLibrariesAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT id, owner_id, root_path, last_scan_at FROM libraries WHERE is_watched ORDER BY id", _connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var libraries = new List<WatchedLibrary>();
        while (await reader.ReadAsync(cancellationToken))
        {
            libraries.Add(new WatchedLibrary(
                reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2),
                reader.IsDBNull(3) ? null : reader.GetFieldValue<DateTimeOffset>(3)));
        }
        return libraries;
    }

    /// <summary>Takes a library's watch; false when another process has it.</summary>
    public async Task<bool> TryLockAsync(Guid libraryId, CancellationToken cancellationToken)
    {
        await using var command = MakeCommand("pg_try_advisory_lock", libraryId);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task UnlockAsync(Guid libraryId, CancellationToken cancellationToken)
    {
        await using var command = MakeCommand("pg_advisory_unlock", libraryId);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Stores how a library is watched; a library that is gone meanwhile is no error.</summary>
    public async Task ReportAsync(Guid libraryId, string? problem, bool isWatched, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "UPDATE libraries SET watch_problem = $2, watched_at = CASE WHEN $3 THEN now() END WHERE id = $1", _connection);
        command.Parameters.Add(new() { Value = libraryId });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = problem });
        command.Parameters.Add(new() { Value = isWatched });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            // A pooled connection would keep its locks until somebody uses it again.
            if (IsOpen)
            {
                await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", _connection);
                await command.ExecuteNonQueryAsync();
            }
        }
        catch (NpgsqlException)
        {
            // The connection is broken, and the locks went with it.
        }
        finally
        {
            await _connection.DisposeAsync();
        }
    }

    private NpgsqlCommand MakeCommand(string function, Guid libraryId) =>
        new($"SELECT {function}($1, hashtext($2::text))", _connection)
        {
            Parameters = { new() { Value = LockClass }, new() { Value = libraryId } },
        };
}
