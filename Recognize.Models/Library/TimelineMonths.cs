using Npgsql;
using Recognize.Models.Persistence;

namespace Recognize.Models.Library;

/// <param name="Month">Its first day.</param>
/// <param name="Count">Photos and videos of it.</param>
public sealed record TimelineMonthCount(DateOnly Month, int Count);

/// <summary>
/// How many photos and videos each month has. The months are found by jumping from one to the next in the index, and
/// counted in it: no date is computed for each row, and a photo with a mistaken year costs one jump.
/// </summary>
public sealed class TimelineMonths(NpgsqlDataSource database)
{
    /// <summary>Months that have any, newest first.</summary>
    public async Task<IReadOnlyList<TimelineMonthCount>> ReadAsync(Guid ownerId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ReadAsync(
            """
            WITH RECURSIVE months AS (
                (
                    SELECT date_trunc('month', local_at) AS month FROM media
                    WHERE owner_id = $1 AND removed_at IS NULL AND kind <> 2
                    ORDER BY owner_id DESC, local_at DESC LIMIT 1
                )
                UNION ALL
                SELECT date_trunc('month', (
                    SELECT local_at FROM media
                    WHERE owner_id = $1 AND removed_at IS NULL AND kind <> 2 AND local_at < months.month
                    ORDER BY owner_id DESC, local_at DESC LIMIT 1
                ))
                FROM months WHERE months.month IS NOT NULL
            )
            SELECT month, (
                SELECT count(*)::int FROM media
                WHERE owner_id = $1 AND removed_at IS NULL AND kind <> 2
                    AND local_at >= months.month AND local_at < months.month + interval '1 month'
            )
            FROM months WHERE month IS NOT NULL ORDER BY month DESC
            """,
            row => new TimelineMonthCount(DateOnly.FromDateTime(row.GetDateTime(0)), row.GetInt32(1)),
            cancellationToken,
            ownerId);
    }
}
