using Npgsql;
using Recognize.Models.Persistence;

namespace Recognize.Models.Sealing;

/// <summary>
/// Seals with each owner's latest data key what older programs stored in the clear, or what an earlier key sealed: in
/// batches, each a transaction, beside all other work. What is done is seen from the values themselves, so a run that dies
/// is simply begun again. Earlier keys are deleted when nothing needs them.
/// </summary>
public sealed class Resealing(NpgsqlDataSource database, OwnerKeys keys, TimeProvider clock)
{
    private const int BatchRows = 200;

    /// <summary>Class of the advisory locks under which one process at a time works on an owner ("rcgs").</summary>
    private const int LockClass = 0x72636773;

    private static readonly TimeSpan LockedRowsRest = TimeSpan.FromMilliseconds(200);

    /// <summary>Owners of whom something may be in the clear, or sealed with an earlier key.</summary>
    public async Task<IReadOnlyList<Guid>> OwnersDueAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        if (!await SealingSwitch.IsOnAsync(connection, cancellationToken))
            return [];
        return await connection.ReadAsync(
            """
            SELECT u.id FROM users u
            WHERE CASE WHEN EXISTS (SELECT 1 FROM owner_keys k WHERE k.owner_id = u.id)
                THEN EXISTS (SELECT 1 FROM owner_keys k WHERE k.owner_id = u.id AND k.all_sealed_at IS NULL)
                ELSE EXISTS (SELECT 1 FROM faces f WHERE f.owner_id = u.id)
                    OR EXISTS (SELECT 1 FROM next_faces f WHERE f.owner_id = u.id)
                    OR EXISTS (SELECT 1 FROM contact_sources s WHERE s.owner_id = u.id) END
            ORDER BY u.id
            """,
            row => row.GetGuid(0), cancellationToken);
    }

    /// <summary>Seals what is due of one owner.</summary>
    /// <param name="ownerId">Whose values.</param>
    /// <param name="progress">Told after each batch how many values were sealed so far.</param>
    /// <param name="cancellationToken">Stops after a batch.</param>
    /// <returns>How many values were sealed; null when another process is at it.</returns>
    /// <exception cref="KeysUnavailableException">The master key is missing or another one.</exception>
    public async Task<long?> RunAsync(Guid ownerId, Action<long> progress, CancellationToken cancellationToken)
    {
        await using var alone = await database.OpenConnectionAsync(cancellationToken);
        var isMine = (await alone.ReadAsync(
            "SELECT pg_try_advisory_lock($1, hashtext($2))", row => row.GetBoolean(0), cancellationToken, LockClass, ownerId.ToString()))[0];
        if (!isMine)
            return null;
        try
        {
            long total = 0;
            while (true)
            {
                foreach (var column in SealedColumn.All)
                    total = await RunColumnAsync(ownerId, column, total, progress, cancellationToken);
                if (await TryFinishAsync(ownerId, cancellationToken))
                    return total;
                // Rows that somebody held, or values that came meanwhile.
                await Task.Delay(LockedRowsRest, clock, cancellationToken);
            }
        }
        finally
        {
            await alone.ExecuteAsync("SELECT pg_advisory_unlock($1, hashtext($2))", CancellationToken.None, LockClass, ownerId.ToString());
        }
    }

    private async Task<long> RunColumnAsync(
        Guid ownerId, SealedColumn column, long total, Action<long> progress, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var after = Guid.Empty;
        while (true)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            using var seal = await keys.WritingAsync(connection, ownerId, cancellationToken);
            if (seal.CurrentKey is not { } current)
                return total;
            var rows = await connection.ReadAsync(
                column.NextSql,
                row => (Place: new SealedRow(column.Kind, row.GetGuid(0), row.GetInt32(1), row.GetString(2)), Stored: row.GetFieldValue<byte[]>(3)),
                cancellationToken, ownerId, SealedBytes.HeadOf(current), after, BatchRows);
            if (rows.Count == 0)
                return total;
            await connection.ExecuteAsync(
                column.UpdateSql, cancellationToken,
                rows.Select(row => row.Place.Id).ToArray(),
                rows.Select(row => row.Place.Number).ToArray(),
                rows.Select(row => Reseal(seal, column, row.Place, row.Stored)).ToArray());
            await transaction.CommitAsync(cancellationToken);
            after = rows[^1].Place.Id;
            progress(total += rows.Count);
        }
    }

    private static byte[] Reseal(OwnerSeal seal, SealedColumn column, SealedRow place, byte[] stored) =>
        column.IsVector
            ? seal.Seal(seal.OpenVector(stored, place), place)
            : seal.Seal(seal.Open(stored, place), place);

    /// <summary>
    /// Writers hold the owner's keys: while they are held here, nothing is written, and what is there now is all.
    /// </summary>
    private async Task<bool> TryFinishAsync(Guid ownerId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await OwnerKeys.LockAsync(connection, cancellationToken);
        var numbers = await connection.ReadAsync(
            "SELECT number FROM owner_keys WHERE owner_id = $1 ORDER BY number FOR UPDATE", row => row.GetInt32(0), cancellationToken,
            ownerId);
        // Erased meanwhile: there is nothing to seal with, and nothing left to seal.
        if (numbers.Count == 0)
            return true;
        foreach (var column in SealedColumn.All)
        {
            if ((await connection.ReadAsync(
                column.ExistsSql, row => row.GetBoolean(0), cancellationToken, ownerId, SealedBytes.HeadOf(numbers[^1])))[0])
                return false;
        }
        await connection.ExecuteAsync(
            "DELETE FROM owner_keys WHERE owner_id = $1 AND number < $2", cancellationToken, ownerId, numbers[^1]);
        await connection.ExecuteAsync(
            "UPDATE owner_keys SET all_sealed_at = $2 WHERE owner_id = $1", cancellationToken, ownerId, clock.GetUtcNow());
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
