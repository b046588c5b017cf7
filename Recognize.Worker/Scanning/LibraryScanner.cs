using Recognize.Models.Library;
using Recognize.Worker.Database;

namespace Recognize.Worker.Scanning;

/// <summary>Brings the database in line with a folder tree, or with parts of it: new, changed, moved and removed files.</summary>
/// <remarks>
/// Every batch is its own transaction and every step is safe to repeat: a scan that dies is simply started again.
/// Nothing is taken for deleted when a root or folder cannot be read, or a disk is not mounted.
/// </remarks>
internal sealed class LibraryScanner(
    LibraryMerge merge, DiskGuard guard, KnownFiles known, ScanStore store, AnalysisRequests requests, DatabaseRetry retry,
    TimeProvider clock)
{
    /// <summary>Scans the whole of one library.</summary>
    /// <inheritdoc cref="ScanAsync(MediaLibrary, ScanExtent, TaskPlan, IProgress{int}?, CancellationToken)"/>
    public Task<ScanSummary> ScanAsync(
        MediaLibrary library, TaskPlan plan, IProgress<int>? progress, CancellationToken cancellationToken) =>
        ScanAsync(library, ScanExtent.Whole, plan, progress, cancellationToken);

    /// <summary>Scans one library, or some files and folders of it.</summary>
    /// <param name="library">The library; its row is updated.</param>
    /// <param name="extent">How much of it.</param>
    /// <param name="plan">In which state new tasks begin.</param>
    /// <param name="progress">Told the number of entries walked, now and then.</param>
    /// <param name="cancellationToken">Stops between two files; what was written stays.</param>
    /// <exception cref="LibrarySuspendedException">
    /// The root is missing, unreadable, suddenly empty or not mounted, or the library is there no longer.
    /// </exception>
    /// <exception cref="ScanPathException">A path leads through a symbolic link.</exception>
    public async Task<ScanSummary> ScanAsync(
        MediaLibrary library, ScanExtent extent, TaskPlan plan, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        // Another worker may be at it; its scan is waited for, and then there is little left to do.
        await using var alone = await store.LockAsync(library.Id, cancellationToken);
        var startedAt = clock.GetUtcNow();
        if (!await store.ExistsAsync(library.Id, cancellationToken))
            throw new LibrarySuspendedException("The library is there no longer: a library around it has taken it in.");
        var disks = await guard.LookAsync(library, extent, cancellationToken);

        var run = new ScanRun(library, extent, disks, plan, startedAt);
        // Written together: a file that went from one of the paths to another is seen as moved.
        foreach (var path in extent.IsWhole ? [""] : extent.Paths)
            await merge.RunAsync(run, path, progress, cancellationToken);
        await merge.FlushAsync(run, cancellationToken);
        await LookAgainAsync(run, cancellationToken);

        var problems = await CurrentProblemsAsync(run, cancellationToken);
        // Before they are forgotten: a scan that dies here is followed by one that sees them, too.
        await EndTroublesAsync(run, problems, cancellationToken);
        if (extent.IsWhole)
        {
            await store.FinishAsync(
                library.Id, startedAt, problems, [.. disks.MountPoints.Union(disks.Lost, StringComparer.Ordinal)], cancellationToken);
        }
        else
            await store.FinishPartsAsync(library.Id, extent.Paths, problems, cancellationToken);
        progress?.Report(run.Walked);
        return run.Summary;
    }

    /// <summary>
    /// What failed while a disk was away or a folder closed is tried again once that is over: its tries may be used up,
    /// and the files have not changed.
    /// </summary>
    private async Task EndTroublesAsync(
        ScanRun run, IReadOnlyList<ScanProblem> problems, CancellationToken cancellationToken)
    {
        var (library, extent) = (run.Library, run.Extent);
        var last = problems.Select(problem => problem.RelativePath.TrimEnd('/')).ToHashSet(StringComparer.Ordinal);
        foreach (var path in await store.ReadTroublesAsync(library.Id, cancellationToken))
        {
            if (!last.Contains(path) && !run.Disks.IsLost(path) && (extent.IsWhole || extent.Paths.Any(part => ScanPath.IsWithin(path, part))))
            {
                await retry.RunAsync(
                    token => requests.RetryPassingAsync(library.OwnerId, library.Id, path, token), cancellationToken);
            }
        }
    }

    private async Task LookAgainAsync(ScanRun run, CancellationToken cancellationToken)
    {
        if (run.Unsettled.Count == 0)
            return;
        await Task.Delay(ScanRun.SettlesAfter, clock, cancellationToken);
        run.BeginSecondLook();
        var again = ScanExtent.Of(run.Unsettled);
        foreach (var path in again.IsWhole ? [""] : again.Paths)
            await merge.RunAsync(run, path, null, cancellationToken);
        await merge.FlushAsync(run, cancellationToken);
    }

    /// <summary>
    /// Folders that were found empty are named only while files are missed there: what was moved elsewhere is not.
    /// Disks that are lost are named, too.
    /// </summary>
    private async Task<IReadOnlyList<ScanProblem>> CurrentProblemsAsync(ScanRun run, CancellationToken cancellationToken)
    {
        var problems = new List<ScanProblem>();
        foreach (var problem in run.Problems)
        {
            if (problem.Reason != DiskGuard.EmptiedReason
                || (await known.ReadFirstAsync(run.Library.Id, problem.RelativePath[..^1], 1, cancellationToken)).Count > 0)
                problems.Add(problem);
        }
        problems.AddRange(run.Disks.Lost
            .Where(folder => run.Extent.IsWhole && !problems.Exists(problem => problem.RelativePath == folder + "/"))
            .Select(folder => new ScanProblem
            {
                LibraryId = run.Library.Id, RelativePath = folder + "/", Reason = DiskGuard.LostReason,
            }));
        return problems;
    }
}
