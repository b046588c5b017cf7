namespace Recognize.Models.Library;

/// <summary>Why a task did not succeed. Stored as a small integer: never renumber.</summary>
public enum AnalysisErrorKind
{
    /// <summary>Permanent: the file cannot be read as it is.</summary>
    Unreadable = 0,

    /// <summary>Passing: disk, permissions, a vanished file. Retried with growing pauses, then failed.</summary>
    Transient = 1,

    /// <summary>The worker died while it held the file.</summary>
    Poison = 2,
}

/// <summary>One task of one file: the ledger from which workers take their work. Stored in <c>analysis</c>.</summary>
public sealed class AnalysisEntry
{
    public required Guid MediaId { get; init; }

    public required AnalysisTask Task { get; init; }

    /// <summary>The file's library; the database copies it from the file, and no program writes it.</summary>
    public Guid LibraryId { get; private set; }

    /// <summary>Whether the file is gone for now; copied as <see cref="LibraryId"/> is.</summary>
    public bool IsRemoved { get; private set; }

    public AnalysisState State { get; set; }

    /// <summary>Lower is sooner; see <see cref="AnalysisPriorities"/>.</summary>
    public short Priority { get; set; }

    public DateTimeOffset DueAt { get; set; } = DateTimeOffset.UtcNow;

    /// <summary>Version of what made the stored results; a task whose version is no longer current is due again.</summary>
    public string? PackVersion { get; set; }

    /// <summary>Transient failures in a row.</summary>
    public short Attempts { get; set; }

    /// <summary>Leases lost in a row: how often a worker died while it held the row.</summary>
    public short Crashes { get; set; }

    /// <summary>The worker process that holds the row while it is running.</summary>
    public Guid? LeaseOwner { get; set; }

    public DateTimeOffset? LeaseUntil { get; set; }

    public AnalysisErrorKind? ErrorKind { get; set; }

    /// <summary>A sentence for the owner, without paths.</summary>
    public string? Reason { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }
}
