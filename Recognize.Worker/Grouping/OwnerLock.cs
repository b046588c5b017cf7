using Npgsql;

namespace Recognize.Worker.Grouping;

/// <summary>Lets one run at a time move the faces of an owner, on any number of workers.</summary>
internal static class OwnerLock
{
    /// <summary>First key of the advisory locks ("rcgg").</summary>
    private const int LockClass = 0x72636767;

    /// <summary>Waits for the lock and holds it until the transaction of the connection ends.</summary>
    public static async Task TakeAsync(NpgsqlConnection connection, Guid ownerId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT pg_advisory_xact_lock({LockClass}, hashtext($1::text))", connection);
        command.Parameters.Add(new() { Value = ownerId });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
