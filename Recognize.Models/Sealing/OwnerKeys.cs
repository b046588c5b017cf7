using System.Data;
using System.Security.Cryptography;
using Npgsql;
using Recognize.Models.Persistence;

namespace Recognize.Models.Sealing;

/// <summary>
/// The owners' data keys. The database holds them sealed with the master key, which lies outside it; nothing is kept in
/// memory between two uses. Thread-safe.
/// </summary>
public sealed class OwnerKeys(NpgsqlDataSource database, MasterKeyFile master)
{
    /// <summary>Of the advisory lock under which keys are made and changed; any number that nothing else uses.</summary>
    private const long LockKey = 0x5265636f676e6b79;

    /// <summary>Opens what is stored of an owner's.</summary>
    /// <param name="connection">Where the values are read.</param>
    /// <param name="ownerId">Whose values.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="KeysUnavailableException">Something is sealed, and the master key is missing or another one.</exception>
    public async Task<OwnerSeal> ReadingAsync(NpgsqlConnection connection, Guid ownerId, CancellationToken cancellationToken) =>
        Make(ownerId, await ReadAsync(connection, ownerId, isHeld: false, cancellationToken), isSealing: false);

    /// <inheritdoc cref="ReadingAsync(NpgsqlConnection, Guid, CancellationToken)"/>
    public async Task<OwnerSeal> ReadingAsync(Guid ownerId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await ReadingAsync(connection, ownerId, cancellationToken);
    }

    /// <summary>
    /// Seals and opens an owner's values, by a key that stays until the transaction ends: whoever changes or erases keys
    /// waits for it. An owner's first key is made here, in a transaction of its own.
    /// </summary>
    /// <param name="connection">In the transaction that writes.</param>
    /// <param name="ownerId">Whose values.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="KeysUnavailableException">The master key is missing or another one.</exception>
    public async Task<OwnerSeal> WritingAsync(NpgsqlConnection connection, Guid ownerId, CancellationToken cancellationToken)
    {
        if (!await SealingSwitch.IsOnAsync(connection, cancellationToken))
            return Make(ownerId, await ReadAsync(connection, ownerId, isHeld: false, cancellationToken), isSealing: false);
        var rows = await ReadAsync(connection, ownerId, isHeld: true, cancellationToken);
        if (rows.Count == 0)
        {
            await AddAsync(ownerId, isFirst: true, cancellationToken);
            rows = await ReadAsync(connection, ownerId, isHeld: true, cancellationToken);
        }
        return Make(ownerId, rows, isSealing: true);
    }

    /// <summary>Why nothing that is sealed can be opened, in a sentence; null when it can, or nothing is.</summary>
    public async Task<string?> FindProblemAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        try
        {
            foreach (var fingerprint in await ReadMastersAsync(connection, cancellationToken))
                master.Require(fingerprint);
            return null;
        }
        catch (KeysUnavailableException unavailable)
        {
            return unavailable.Message;
        }
    }

    /// <summary>
    /// Erases everything that is sealed for an owner, here and in every copy of the database, by deleting what would open
    /// it. Waits for writers that are at it; in the caller's transaction, and final when that is committed.
    /// </summary>
    /// <returns>How many keys there were.</returns>
    public static Task<int> EraseAsync(NpgsqlConnection connection, Guid ownerId, CancellationToken cancellationToken) =>
        connection.ExecuteAsync("DELETE FROM owner_keys WHERE owner_id = $1", cancellationToken, ownerId);

    /// <summary>Makes a key for an owner, his first one or one more.</summary>
    internal async Task AddAsync(Guid ownerId, bool isFirst, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        await LockAsync(connection, cancellationToken);
        var masters = await ReadMastersAsync(connection, cancellationToken);
        // Only where nothing is sealed may a master key be made: else it would be one that opens nothing.
        var key = masters.Count == 0 ? master.ReadOrCreate() : master.Require(masters[0]);
        var last = (await connection.ReadAsync(
            "SELECT coalesce(max(number), 0) FROM owner_keys WHERE owner_id = $1", row => row.GetInt32(0), cancellationToken,
            ownerId))[0];
        if (isFirst && last > 0)
            return;
        var dataKey = RandomNumberGenerator.GetBytes(MasterKey.KeyBytes);
        await connection.ExecuteAsync(
            """
            INSERT INTO owner_keys (owner_id, number, sealed_key, master_key, created_at)
            SELECT id, $2, $3, $4, now() FROM users WHERE id = $1
            """,
            cancellationToken, ownerId, last + 1, key.Seal(dataKey, ownerId, last + 1), key.Fingerprint);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Until the transaction ends, nobody else makes or changes keys.</summary>
    internal static Task LockAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.ExecuteAsync("SELECT pg_advisory_xact_lock($1)", cancellationToken, LockKey);

    /// <summary>Fingerprints of the master keys in use: one, or none where nothing is sealed.</summary>
    internal static Task<List<string>> ReadMastersAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.ReadAsync(
            "SELECT DISTINCT master_key FROM owner_keys ORDER BY master_key", row => row.GetString(0), cancellationToken);

    private OwnerSeal Make(Guid ownerId, List<SealedKeyRow> rows, bool isSealing)
    {
        var keys = new Dictionary<int, byte[]>();
        foreach (var group in rows.GroupBy(row => row.Master))
        {
            var key = master.Require(group.Key);
            foreach (var row in group)
                keys.Add(row.Number, key.Open(row.SealedKey, ownerId, row.Number));
        }
        return new OwnerSeal(ownerId, keys, isSealing && keys.Count > 0, number => Find(ownerId, number));
    }

    private byte[]? Find(Guid ownerId, int number)
    {
        using var connection = database.OpenConnection();
        using var command = new NpgsqlCommand(
            "SELECT sealed_key, master_key FROM owner_keys WHERE owner_id = $1 AND number = $2", connection);
        command.Parameters.Add(new() { Value = ownerId });
        command.Parameters.Add(new() { Value = number });
        using var reader = command.ExecuteReader();
        return reader.Read()
            ? master.Require(reader.GetString(1)).Open(reader.GetFieldValue<byte[]>(0), ownerId, number)
            : null;
    }

    private static Task<List<SealedKeyRow>> ReadAsync(
        NpgsqlConnection connection, Guid ownerId, bool isHeld, CancellationToken cancellationToken) =>
        connection.ReadAsync(
            $"""
            SELECT number, sealed_key, master_key FROM owner_keys WHERE owner_id = $1 ORDER BY number
            {(isHeld ? "FOR KEY SHARE" : "")}
            """,
            row => new SealedKeyRow(row.GetInt32(0), row.GetFieldValue<byte[]>(1), row.GetString(2)), cancellationToken, ownerId);

    private sealed record SealedKeyRow(int Number, byte[] SealedKey, string Master);
}
