namespace Recognize.Models.Library;

/// <summary>How a coarse job stands. Stored as a small integer: never renumber.</summary>
public enum JobState
{
    Running = 0,
    Succeeded = 1,
    Failed = 2,

    /// <summary>Stopped on request or by a lost worker; its work is safe to start again.</summary>
    Interrupted = 3,
}

/// <summary>One run of a coarse job (a scan, a grouping, a clean-up): what it did, or why it failed.</summary>
public sealed class JobRun
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary><c>scan</c>, <c>group</c> or <c>purge</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Whose work it is; null for the system's own.</summary>
    public Guid? OwnerId { get; init; }

    public Guid? LibraryId { get; init; }

    public JobState State { get; set; }

    public DateTimeOffset StartedAt { get; init; } = DateTimeOffset.UtcNow;

    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Counts of the run as a JSON object; its keys depend on <see cref="Kind"/>.</summary>
    public string Summary { get; set; } = "{}";

    /// <summary>A sentence for the owner when it failed.</summary>
    public string? Error { get; set; }
}
