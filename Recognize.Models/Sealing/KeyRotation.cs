using Npgsql;
using Recognize.Models.Persistence;

namespace Recognize.Models.Sealing;

/// <summary>
/// Changes keys. A new master key only seals the data keys anew, which takes no time; new data keys have every value sealed
/// anew, which <see cref="Resealing"/> does while others work. A process that dies in between has lost nothing.
/// </summary>
public sealed class KeyRotation(NpgsqlDataSource database, OwnerKeys keys, MasterKeyFile master)
{
    /// <summary>
    /// Makes a new master key. The new key is on the disk before the database takes it, and both are found until the file
    /// has its name.
    /// </summary>
    /// <returns>Fingerprints of the key before, null where there was none, and of the new one; and the owners it serves.</returns>
    /// <exception cref="KeysUnavailableException">The key before is missing, or its file cannot be replaced.</exception>
    public async Task<(string? Before, string After, int DataKeys)> ChangeMasterAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await OwnerKeys.LockAsync(connection, cancellationToken);
        var masters = await OwnerKeys.ReadMastersAsync(connection, cancellationToken);
        var before = masters.Count == 0 ? master.TryRead() : master.Require(masters[0]);
        if (before is not null)
            // What an earlier rotation left half done comes first, so that the next key may be written over.
            master.TakeNext(before.Fingerprint);
        var after = MasterKey.Make();
        master.WriteNext(after);
        var rows = await connection.ReadAsync(
            "SELECT owner_id, number, sealed_key FROM owner_keys ORDER BY owner_id, number FOR UPDATE",
            row => (Owner: row.GetGuid(0), Number: row.GetInt32(1), Sealed: row.GetFieldValue<byte[]>(2)), cancellationToken);
        foreach (var (owner, number, box) in rows)
        {
            await connection.ExecuteAsync(
                "UPDATE owner_keys SET sealed_key = $3, master_key = $4 WHERE owner_id = $1 AND number = $2", cancellationToken,
                owner, number, after.Seal(before!.Open(box, owner, number), owner, number), after.Fingerprint);
        }
        await transaction.CommitAsync(cancellationToken);
        // A death here leaves both files, of which the one with the database's fingerprint is used.
        master.TakeNext(after.Fingerprint);
        return (before?.Fingerprint, after.Fingerprint, rows.Count);
    }

    /// <summary>Gives every owner who has a data key a new one; what is written from now on is sealed with it.</summary>
    /// <returns>How many were made.</returns>
    /// <exception cref="KeysUnavailableException">The master key is missing.</exception>
    public async Task<int> AddDataKeysAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var owners = await connection.ReadAsync(
            // An owner of two keys is in the middle of a change, by a rotation that died, and needs no third one.
            "SELECT owner_id FROM owner_keys GROUP BY owner_id HAVING count(*) = 1 ORDER BY owner_id",
            row => row.GetGuid(0), cancellationToken);
        foreach (var owner in owners)
            await keys.AddAsync(owner, isFirst: false, cancellationToken);
        return owners.Count;
    }
}
