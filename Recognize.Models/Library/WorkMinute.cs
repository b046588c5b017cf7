namespace Recognize.Models.Library;

/// <summary>
/// How many tasks of a user's files a worker has ended in a minute; in an hour, without the worker, when it is older than
/// two days. Stored in <c>work_minutes</c>.
/// </summary>
public sealed class WorkMinute
{
    /// <summary>When the minute, or the hour, began.</summary>
    public required DateTimeOffset Minute { get; init; }

    public required Guid OwnerId { get; init; }

    public required AnalysisTask Task { get; init; }

    /// <summary>All zero once it is an hour.</summary>
    public required Guid WorkerId { get; init; }

    /// <summary>When the first of these results was stored.</summary>
    public DateTimeOffset BeganAt { get; init; }

    public int Done { get; set; }

    public int Failed { get; set; }
}
