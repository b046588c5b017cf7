using Npgsql;

namespace Recognize.Models.Persistence;

/// <summary>Work on counts that are stored as changes, one process at a time.</summary>
internal static class SummedChanges
{
    /// <param name="database">Where.</param>
    /// <param name="lockKey">First key of the lock of this kind of counts.</param>
    /// <param name="sql">Replaces several changes by their sum, and selects how many rows fewer there are.</param>
    /// <param name="cancellationToken">Gives up; then nothing is changed.</param>
    /// <returns>Rows that are there no longer; none while another process has the lock.</returns>
    public static async Task<int> RollUpAsync(
        NpgsqlDataSource database, int lockKey, string sql, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var isMine = await connection.ReadAsync(
            $"SELECT pg_try_advisory_xact_lock({lockKey}, 0)", row => row.GetBoolean(0), cancellationToken);
        if (!isMine[0])
            return 0;
        var gone = await connection.ReadAsync(sql, row => row.GetInt64(0), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (int)gone[0];
    }

    /// <param name="database">Where.</param>
    /// <param name="lockKey">First key of the lock of this kind of counts.</param>
    /// <param name="statements">
    /// The last adds what rows and changes differ by: one statement sees both of the same moment, so the difference stays
    /// the same whatever is written meanwhile.
    /// </param>
    /// <param name="cancellationToken">Gives up; then nothing is changed.</param>
    /// <returns>Rows that the statements changed.</returns>
    public static async Task<int> RecountAsync(
        NpgsqlDataSource database, int lockKey, IReadOnlyList<string> statements, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync($"SELECT pg_advisory_xact_lock({lockKey}, 0)", cancellationToken);
        var changed = 0;
        foreach (var statement in statements)
            changed += await connection.ExecuteAsync(statement, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return changed;
    }
}
