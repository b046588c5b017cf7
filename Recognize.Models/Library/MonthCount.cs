namespace Recognize.Models.Library;

/// <summary>
/// A change of how many visible photos and videos of an owner are of a month. Stored in <c>month_counts</c>, by triggers
/// alone; the sum of all changes is the count. See <see cref="MonthCounts"/>.
/// </summary>
public sealed class MonthCount
{
    public Guid OwnerId { get; init; }

    /// <summary>Its first day.</summary>
    public DateOnly Month { get; init; }

    public int Change { get; init; }
}
