namespace Recognize.Models.Jobs;

/// <summary>How a coarse job stands. Stored as a small integer: never renumber.</summary>
public enum JobState
{
    /// <summary>A worker has it, under a lease.</summary>
    Running = 0,

    Succeeded = 1,

    /// <summary>It failed for good; the reason is stored.</summary>
    Failed = 2,

    /// <summary>A run in the foreground was stopped; whoever started it starts it again.</summary>
    Interrupted = 3,

    /// <summary>Waits for a worker, its time, or the end of a pause.</summary>
    Queued = 4,

    /// <summary>Stopped because a user asked for it.</summary>
    Cancelled = 5,
}

/// <summary>The legal moves between states of a job; a database trigger refuses any other.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>Queued → Running</term><description>a worker took it, with a lease</description></item>
/// <item><term>Queued → Cancelled</term><description>a user asked for it</description></item>
/// <item><term>Running → Succeeded, Failed</term><description>it ended; a passing failure came too often</description></item>
/// <item><term>Running → Queued</term><description>passing failure with a pause, worker stopped or lost</description></item>
/// <item><term>Running → Cancelled</term><description>a user asked for it, and the worker has stopped it</description></item>
/// <item><term>Running → Interrupted</term><description>a run in the foreground was stopped or died</description></item>
/// </list>
/// </remarks>
public static class JobTransitions
{
    /// <summary>All legal moves.</summary>
    public static IReadOnlySet<(JobState From, JobState To)> All { get; } = new HashSet<(JobState, JobState)>
    {
        (JobState.Queued, JobState.Running),
        (JobState.Queued, JobState.Cancelled),
        (JobState.Running, JobState.Succeeded),
        (JobState.Running, JobState.Failed),
        (JobState.Running, JobState.Interrupted),
        (JobState.Running, JobState.Queued),
        (JobState.Running, JobState.Cancelled),
    };
}

/// <summary>One coarse job (a scan, a grouping, a clean-up): asked for, under way, or what came of it.</summary>
public sealed class JobRun
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>One of <see cref="JobKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Whose work it is; null for the system's own.</summary>
    public Guid? OwnerId { get; init; }

    public Guid? LibraryId { get; init; }

    /// <summary>Whose data it is about that is not that user's work: it goes on when the user is gone, and outlives them.</summary>
    public Guid? AboutId { get; init; }

    /// <summary>What the kind needs to know besides: a path within the library, a run; empty for all of it.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Kind, owner, library and subject in one: of each at most one job waits and one runs.</summary>
    public string WorkKey { get; init; } = "";

    public JobState State { get; set; }

    /// <summary>Lower is sooner.</summary>
    public short Priority { get; set; }

    /// <summary>A user's name, or which part of the system asked.</summary>
    public string RequestedBy { get; init; } = "";

    public DateTimeOffset RequestedAt { get; init; } = DateTimeOffset.UtcNow;

    /// <summary>Not before.</summary>
    public DateTimeOffset DueAt { get; set; } = DateTimeOffset.UtcNow;

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>The worker process that runs it.</summary>
    public Guid? LeaseOwner { get; set; }

    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>Name of the worker that ran it last.</summary>
    public string? Worker { get; set; }

    /// <summary>Passing failures in a row.</summary>
    public short Attempts { get; set; }

    /// <summary>How often a worker died while it ran.</summary>
    public short Crashes { get; set; }

    /// <summary>How far it is, in steps of its kind; null when it does not tell.</summary>
    public long? Done { get; set; }

    /// <summary>Of how many steps; null while that is not known.</summary>
    public long? Total { get; set; }

    public DateTimeOffset? CancelRequestedAt { get; set; }

    /// <summary>Counts of the run as a JSON object; its keys depend on <see cref="Kind"/>.</summary>
    public string Summary { get; set; } = "{}";

    /// <summary>A sentence for the owner when it failed, or when it waits after a failure.</summary>
    public string? Error { get; set; }
}
