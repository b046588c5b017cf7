using Npgsql;

namespace Recognize.Models.Library;

/// <summary>
/// Keeps two processes from scanning one library at once, and a library from being taken in while it is scanned. It is
/// an advisory lock of the database: a process that dies gives it back.
/// </summary>
public sealed class LibraryLock : IAsyncDisposable
{
    /// <summary>First key of the advisory locks of libraries, so that they meet no other lock ("rcgl").</summary>
    internal const int Class = 0x7263676c;

    /// <summary>First key of the locks under which an owner's libraries are added ("rcgo").</summary>
    internal const int OwnerClass = 0x7263676f;

    private readonly NpgsqlConnection _connection;
    private readonly Guid _libraryId;

    private LibraryLock(NpgsqlConnection connection, Guid libraryId)
    {
        _connection = connection;
        _libraryId = libraryId;
    }

    /// <summary>Waits for the lock, as long as it takes; it holds a connection until it is disposed.</summary>
    public static async Task<LibraryLock> AcquireAsync(
        NpgsqlDataSource database, Guid libraryId, CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = MakeCommand(connection, "pg_advisory_lock", libraryId);
            command.CommandTimeout = 0;
            await command.ExecuteNonQueryAsync(cancellationToken);
            return new LibraryLock(connection, libraryId);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await using var command = MakeCommand(_connection, "pg_advisory_unlock", _libraryId);
            await command.ExecuteNonQueryAsync();
        }
        catch (Exception failure) when (failure is NpgsqlException or InvalidOperationException)
        {
            // The connection is broken, and the lock went with it.
        }
        finally
        {
            await _connection.DisposeAsync();
        }
    }

    private static NpgsqlCommand MakeCommand(NpgsqlConnection connection, string function, Guid libraryId) =>
        new($"SELECT {function}($1, hashtext($2::text))", connection)
        {
            Parameters = { new() { Value = Class }, new() { Value = libraryId } },
        };
}
