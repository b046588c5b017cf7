namespace Recognize.Worker.Scanning;

/// <summary>
/// Compares the disk with the database: both sides are read as streams in the same order and merged, so that an
/// unchanged library costs one walk, one index scan and no write.
/// </summary>
internal sealed class LibraryMerge(FolderWalker walker, KnownFiles known, ScanWriter writer, DiskGuard guard)
{
    private const int BatchSize = 1_000;

    /// <summary>Compares what is at and below a path; what was found last may be unwritten until <see cref="FlushAsync"/>.</summary>
    public async Task RunAsync(ScanRun run, string path, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        await using var files = known.ReadAsync(run.Library.Id, path, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var hasKnown = await files.MoveNextAsync();
        foreach (var entry in walker.Walk(run.Library.RootPath, path, cancellationToken))
        {
            if (++run.Walked % BatchSize == 0)
                progress?.Report(run.Walked);

            while (hasKnown && Utf8PathOrder.Instance.Compare(files.Current.RelativePath, entry.RelativePath) < 0)
            {
                run.Missing(files.Current);
                hasKnown = await files.MoveNextAsync();
            }

            switch (entry)
            {
                case WalkedFile file:
                    var isKnown = hasKnown && files.Current.RelativePath == file.RelativePath;
                    run.Take(file, isKnown ? files.Current : null);
                    if (isKnown)
                        hasKnown = await files.MoveNextAsync();
                    break;
                case WalkedSkip skip:
                    run.Take(skip);
                    break;
                case WalkedUnreadableFolder folder:
                    run.Distrust(folder.RelativePath, folder.Reason);
                    break;
                case WalkedEmptyFolder folder:
                    hasKnown = await TakeEmptyAsync(run, folder.RelativePath, files, hasKnown, cancellationToken);
                    break;
            }

            if (run.Changes.Count >= BatchSize)
                await FlushAsync(run, cancellationToken);
        }

        while (hasKnown)
        {
            run.Missing(files.Current);
            hasKnown = await files.MoveNextAsync();
            if (run.Changes.Count >= BatchSize)
                await FlushAsync(run, cancellationToken);
        }
    }

    /// <summary>Writes what was found. Before anything is taken for deleted, the disks are looked at once more.</summary>
    /// <exception cref="LibrarySuspendedException">The root went away during the scan.</exception>
    public async Task FlushAsync(ScanRun run, CancellationToken cancellationToken)
    {
        if (run.Changes.Removed.Count > 0)
        {
            var lost = await guard.LostSinceAsync(run.Library, run.Extent, run.Disks, cancellationToken);
            run.Changes.Removed.RemoveAll(file => lost.Any(folder => ScanPath.IsWithin(file.RelativePath, folder)));
        }
        await writer.ApplyAsync(run.Library, run.Changes, run.Plan, run.Summary, cancellationToken);
    }

    /// <summary>An empty folder that held files is where a disk should be, or was emptied by its owner.</summary>
    /// <returns>Whether a known file is at hand.</returns>
    private async Task<bool> TakeEmptyAsync(
        ScanRun run, string folder, IAsyncEnumerator<KnownFile> files, bool hasKnown, CancellationToken cancellationToken)
    {
        if (!run.Disks.IsDoubtful(folder[..^1]))
            return hasKnown;

        var held = new List<KnownFile>();
        while (hasKnown && held.Count < DiskGuard.ManyFiles
            && files.Current.RelativePath.StartsWith(folder, StringComparison.Ordinal))
        {
            if (!files.Current.IsRemoved)
                held.Add(files.Current);
            hasKnown = await files.MoveNextAsync();
        }
        if (held.Count == DiskGuard.ManyFiles && !await guard.IsBelievedAsync(run.Library.Id, folder, cancellationToken))
            run.Distrust(folder, DiskGuard.EmptiedReason);
        held.ForEach(run.Missing);
        return hasKnown;
    }
}
