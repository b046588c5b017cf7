using Recognize.Models.Library;

namespace Recognize.Worker.Scanning;

/// <summary>
/// Brings the database in line with a folder tree: new, changed, moved and removed files. Both sides are read as
/// streams in the same order and merged, so that an unchanged library costs one walk, one index scan and no write.
/// </summary>
/// <remarks>
/// Every batch is its own transaction and every step is safe to repeat: a scan that dies is simply started again.
/// Nothing is taken for deleted when a root or folder cannot be read.
/// </remarks>
internal sealed class LibraryScanner(FolderWalker walker, ScanStore store, TimeProvider clock)
{
    private const int BatchSize = 1_000;

    /// <summary>Scans one library.</summary>
    /// <param name="library">The library; its row is updated.</param>
    /// <param name="plan">In which state new tasks begin.</param>
    /// <param name="progress">Told the number of entries walked, now and then.</param>
    /// <param name="cancellationToken">Stops between two files; what was written stays.</param>
    /// <exception cref="LibrarySuspendedException">
    /// The root is missing, unreadable or suddenly empty, or the library is there no longer.
    /// </exception>
    public async Task<ScanSummary> ScanAsync(
        MediaLibrary library, TaskPlan plan, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        // Another worker may be at it; its scan is waited for, and then there is little left to do.
        await using var alone = await store.LockAsync(library.Id, cancellationToken);
        var startedAt = clock.GetUtcNow();
        if (!await store.ExistsAsync(library.Id, cancellationToken))
            throw new LibrarySuspendedException("The library is there no longer: a library around it has taken it in.");
        await RefuseMissingRootAsync(library, cancellationToken);

        var summary = new ScanSummary();
        var changes = new ScanChanges();
        var problems = new List<ScanProblem>();
        await using var known = store.ReadKnownAsync(library.Id, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var hasKnown = await known.MoveNextAsync();
        string? unreadable = null;
        var walked = 0;

        foreach (var entry in walker.Walk(library.RootPath, cancellationToken))
        {
            if (++walked % BatchSize == 0)
                progress?.Report(walked);

            while (hasKnown && Utf8PathOrder.Instance.Compare(known.Current.RelativePath, entry.RelativePath) < 0)
            {
                Missing(known.Current, unreadable, changes, summary);
                hasKnown = await known.MoveNextAsync();
            }

            switch (entry)
            {
                case WalkedFile file:
                    summary.Found++;
                    var isKnown = hasKnown && known.Current.RelativePath == file.RelativePath;
                    if (isKnown)
                    {
                        Compare(known.Current, file, changes, summary);
                        hasKnown = await known.MoveNextAsync();
                    }
                    else
                        changes.Added.Add(file);
                    break;
                case WalkedSkip skip:
                    summary.Skip(skip.Reason);
                    break;
                case WalkedUnreadableFolder folder:
                    summary.UnreadableFolders++;
                    unreadable = folder.RelativePath;
                    problems.Add(new ScanProblem
                    {
                        LibraryId = library.Id, RelativePath = folder.RelativePath, Reason = folder.Reason,
                    });
                    break;
            }

            if (changes.Count >= BatchSize)
                await store.ApplyAsync(library, changes, plan, summary, cancellationToken);
        }

        // Unmounted between the look at the root and the walk.
        if (walked == 0)
            await RefuseMissingRootAsync(library, cancellationToken);
        while (hasKnown)
        {
            Missing(known.Current, unreadable, changes, summary);
            hasKnown = await known.MoveNextAsync();
        }
        await store.ApplyAsync(library, changes, plan, summary, cancellationToken);
        await store.FinishAsync(library.Id, startedAt, problems, cancellationToken);
        progress?.Report(walked);
        return summary;
    }

    private static void Compare(KnownFile known, WalkedFile file, ScanChanges changes, ScanSummary summary)
    {
        if (known.SizeBytes != file.SizeBytes || known.ModifiedTicks != file.ModifiedTicks)
            changes.Changed.Add((known.Id, file));
        else
        {
            summary.Unchanged++;
            if (known.IsRemoved)
                changes.Reappeared.Add(known.Id);
        }
    }

    private static void Missing(KnownFile known, string? unreadable, ScanChanges changes, ScanSummary summary)
    {
        if (known.IsRemoved)
            return;
        if (unreadable is not null && known.RelativePath.StartsWith(unreadable, StringComparison.Ordinal))
            summary.Found++;
        else
            changes.Removed.Add((known.Id, known.RelativePath));
    }

    private async Task RefuseMissingRootAsync(MediaLibrary library, CancellationToken cancellationToken)
    {
        string? reason = null;
        try
        {
            var isEmpty = !Directory.EnumerateFileSystemEntries(library.RootPath).Any();
            if (isEmpty && await store.HasFilesAsync(library.Id, cancellationToken))
                reason = "The library's folder is suddenly empty (is the disk mounted?). Nothing was taken for deleted.";
        }
        catch (DirectoryNotFoundException)
        {
            reason = "The library's folder does not exist (is the disk mounted?). Nothing was taken for deleted.";
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or IOException)
        {
            reason = "The library's folder may not be read. Nothing was taken for deleted.";
        }

        if (reason is null)
            return;
        await store.SuspendAsync(library.Id, reason, cancellationToken);
        throw new LibrarySuspendedException(reason);
    }
}
