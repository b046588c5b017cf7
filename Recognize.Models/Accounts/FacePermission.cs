using Npgsql;
using Recognize.Models.Persistence;

namespace Recognize.Models.Accounts;

/// <summary>
/// What every transaction asks that stores something about faces. Without it a "no" that was stored while the faces were
/// computed would be overtaken.
/// </summary>
public static class FacePermission
{
    /// <summary>
    /// Whether faces of an owner may be recognised, held until the transaction ends: a "no" given meanwhile waits for it.
    /// Ask before locks on rows of the ledger are taken.
    /// </summary>
    /// <returns>False for an owner who is gone, too.</returns>
    public static async Task<bool> HoldFacePermissionAsync(
        this NpgsqlConnection connection, Guid ownerId, CancellationToken cancellationToken)
    {
        // Two statements: one would read the answers as they were before it waited for the lock.
        await connection.ExecuteAsync("SELECT 1 FROM users WHERE id = $1 FOR SHARE", cancellationToken, ownerId);
        return (await connection.ReadAsync(
            $"SELECT {FaceConsentSql.IsGiven}", row => row.GetBoolean(0), cancellationToken, ownerId))[0];
    }
}
