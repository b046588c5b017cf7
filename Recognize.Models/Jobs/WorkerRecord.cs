namespace Recognize.Models.Jobs;

/// <summary>What a worker is doing. Stored as a small integer: never renumber.</summary>
public enum WorkerStatus
{
    Working = 0,

    /// <summary>Nothing is due that it could do.</summary>
    Idle = 1,

    /// <summary>It holds back for a limit: load, memory, quiet hours. The reason says which.</summary>
    Yielding = 2,

    /// <summary>It cannot work: the disk is full. The reason says it.</summary>
    Blocked = 3,

    Stopped = 4,
}

/// <summary>A worker process as it announced itself. Stored in <c>workers</c>.</summary>
public sealed class WorkerRecord
{
    /// <summary>A worker without a heartbeat for so long is gone.</summary>
    public static readonly TimeSpan LostAfter = TimeSpan.FromSeconds(30);

    public required Guid Id { get; init; }

    /// <summary>Its machine's name and process number.</summary>
    public required string Name { get; init; }

    /// <summary>Of the program.</summary>
    public required string Version { get; init; }

    /// <summary>The newest migration that the program knows.</summary>
    public required string SchemaVersion { get; init; }

    /// <summary>Version of what does each analysis task there, as a JSON object.</summary>
    public required string Packs { get; set; }

    public short Cores { get; init; }

    /// <summary>Files it analyses at the same time.</summary>
    public short Threads { get; set; }

    public WorkerStatus Status { get; set; }

    /// <summary>A sentence, when it does not work although something is due.</summary>
    public string? StatusReason { get; set; }

    /// <summary>Memory it holds, in MiB.</summary>
    public int ResidentMib { get; set; }

    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Last heartbeat; see <see cref="LostAfter"/>.</summary>
    public DateTimeOffset SeenAt { get; set; }

    public DateTimeOffset? StoppedAt { get; set; }
}
