namespace Recognize.Models.Library;

/// <summary>A folder tree of one owner that is scanned and analysed. Stored in <c>libraries</c>.</summary>
public sealed class MediaLibrary
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid OwnerId { get; init; }

    /// <summary>Absolute path with links resolved and no trailing slash; unique per owner.</summary>
    public required string RootPath { get; set; }

    public DateTimeOffset CreatedAt { get; init; } = DateTimeOffset.UtcNow;

    /// <summary>When the last complete scan began; files added before it and not seen by it are gone.</summary>
    public DateTimeOffset? LastScanAt { get; set; }

    /// <summary>Why the library is not being scanned (its root is missing or empty), or null.</summary>
    public string? SuspendedReason { get; set; }

    /// <summary>When it is scanned, as a Quartz cron expression; null for the installation's own schedule.</summary>
    public string? ScanCron { get; set; }

    /// <summary>Whether changes on the disk are to be noticed as they happen.</summary>
    public bool IsWatched { get; set; } = true;

    /// <summary>A sentence on what watching misses and what to do about it, or null.</summary>
    public string? WatchProblem { get; set; }

    /// <summary>When a worker last said that it watches the library; null when none does.</summary>
    public DateTimeOffset? WatchedAt { get; set; }

    /// <summary>
    /// Folders, relative to the root, in which another disk was mounted at the last full scan; empty text for the root
    /// itself. Null when no scan has looked yet.
    /// </summary>
    public string[]? MountPoints { get; set; }
}
