using Npgsql;

namespace Recognize.Models.People;

/// <summary>
/// Lets one transaction at a time change where an owner's faces are, on any number of machines: acts of users, groupings
/// and what a recluster applies come one after the other.
/// </summary>
public static class OwnerLock
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
