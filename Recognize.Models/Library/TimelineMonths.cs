using Npgsql;
using Recognize.Models.Persistence;

namespace Recognize.Models.Library;

/// <param name="Month">Its first day.</param>
/// <param name="Count">Photos and videos of it.</param>
public sealed record TimelineMonthCount(DateOnly Month, int Count);

/// <summary>How many photos and videos each month has, from counts that are kept. See <see cref="MonthCounts"/>.</summary>
public sealed class TimelineMonths(NpgsqlDataSource database)
{
    /// <summary>Months that have any, newest first.</summary>
    public async Task<IReadOnlyList<TimelineMonthCount>> ReadAsync(Guid ownerId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ReadAsync(
            """
            SELECT month, sum(change)::int FROM month_counts WHERE owner_id = $1
            GROUP BY month HAVING sum(change) <> 0 ORDER BY month DESC
            """,
            row => new TimelineMonthCount(row.GetFieldValue<DateOnly>(0), row.GetInt32(1)),
            cancellationToken,
            ownerId);
    }
}
