using Npgsql;

namespace Recognize.Worker.Contacts;

/// <summary>Lets one process at a time read a source of contacts; the server takes the lock back from one that dies.</summary>
internal sealed class ContactSourceLock : IAsyncDisposable
{
    /// <summary>First key of the advisory locks ("rccs").</summary>
    private const int LockClass = 0x72636373;

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private ContactSourceLock(NpgsqlConnection connection, NpgsqlTransaction transaction) =>
        (_connection, _transaction) = (connection, transaction);

    public static async Task<ContactSourceLock> TakeAsync(
        NpgsqlDataSource database, Guid sourceId, CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var command = new NpgsqlCommand(
                $"SELECT pg_advisory_xact_lock({LockClass}, hashtext($1::text))", connection);
            command.Parameters.Add(new() { Value = sourceId });
            await command.ExecuteNonQueryAsync(cancellationToken);
            return new ContactSourceLock(connection, transaction);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
