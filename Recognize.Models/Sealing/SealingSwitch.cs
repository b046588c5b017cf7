using Npgsql;
using Recognize.Models.Jobs;
using Recognize.Models.Persistence;

namespace Recognize.Models.Sealing;

/// <summary>
/// When values begin to be written sealed. Programs of before cannot read them, so it waits until none is at work, and then
/// asks for programs that can: from then on older ones refuse to start, and the database refuses values in the clear.
/// </summary>
public static class SealingSwitch
{
    /// <summary>The oldest program that reads sealed values knows this migration.</summary>
    public const string Since = "0014_sealed_vectors";

    /// <summary>Whether values are written sealed; once they are, it stays so.</summary>
    public static async Task<bool> IsOnAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        (await connection.ReadAsync(
            $"""SELECT EXISTS (SELECT 1 FROM schema_compatibility WHERE oldest_program COLLATE "C" >= '{Since}')""",
            row => row.GetBoolean(0), cancellationToken))[0];

    /// <summary>Begins to seal unless a worker of before is at work.</summary>
    /// <returns>Whether values are sealed from now on.</returns>
    public static async Task<bool> TryTurnOnAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (await IsOnAsync(connection, cancellationToken))
            return true;
        await connection.ExecuteAsync(
            $"""
            UPDATE schema_compatibility SET oldest_program = '{Since}'
            WHERE oldest_program COLLATE "C" < '{Since}' AND NOT EXISTS (
                SELECT 1 FROM workers
                WHERE stopped_at IS NULL AND seen_at > now() - $1 AND schema_version COLLATE "C" < '{Since}')
            """,
            cancellationToken, WorkerRecord.LostAfter);
        return await IsOnAsync(connection, cancellationToken);
    }
}
