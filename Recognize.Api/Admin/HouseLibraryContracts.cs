namespace Recognize.Api.Admin;

/// <summary>A library of anybody, for admins.</summary>
/// <param name="Path">Of its folder on the server.</param>
/// <param name="Files">Files that the last scans found.</param>
/// <param name="Remaining">Tasks of its files that are due or in work.</param>
/// <param name="Failed">Tasks of its files that were given up, or are left alone.</param>
/// <param name="LastScanAt">When the last complete scan began.</param>
/// <param name="IsScanning">Whether a scan of it waits or runs.</param>
/// <param name="SuspendedReason">Why it is not scanned, in a sentence; null when it is.</param>
/// <param name="ScanCron">When it is scanned, as a cron expression of Quartz; null for the schedule of the installation.</param>
/// <param name="IsWatched">Whether changes are to be noticed as they happen.</param>
/// <param name="WatchProblem">What watching misses, in a sentence, or null.</param>
/// <param name="WatchedAt">When a worker last said that it watches; null when none does.</param>
internal sealed record HouseLibraryResponse(
    Guid Id,
    string Path,
    Guid OwnerId,
    string Owner,
    DateTimeOffset CreatedAt,
    long Files,
    long Remaining,
    long Failed,
    DateTimeOffset? LastScanAt,
    bool IsScanning,
    string? SuspendedReason,
    string? ScanCron,
    bool IsWatched,
    string? WatchProblem,
    DateTimeOffset? WatchedAt);

/// <param name="Id">The scan that waits now.</param>
internal sealed record AskedScan(Guid Id);
