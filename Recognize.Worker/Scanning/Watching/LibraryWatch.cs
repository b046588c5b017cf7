using System.Threading.Channels;

namespace Recognize.Worker.Scanning.Watching;

/// <summary>
/// One watch over one library's folder, from its beginning until it can go on no longer. It asks for scans of what has
/// changed and come to rest, and of everything at its beginning, because nobody knows what happened before;
/// the first watch of a process asks even if it cannot begin.
/// </summary>
internal sealed class LibraryWatch(
    WatchedLibrary library, bool isFirst, WatchOptions options, WatchFilter filter, MountTable mounts,
    Func<ScanExtent, CancellationToken, Task> request, TimeProvider clock)
{
    private readonly ChangedPaths _changes = new(options);

    /// <summary>Wakes the loop: something has changed or gone wrong. One waiting signal is as good as many.</summary>
    private readonly Channel<bool> _signals = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private volatile Exception? _failure;

    private volatile string? _problem;

    private string? _partial;

    private volatile bool _isWatching;

    /// <summary>Whether it has begun: from here on no change is missed unnoticed.</summary>
    public bool IsWatching => _isWatching;

    /// <summary>What this watch misses while it goes on, or null.</summary>
    public string? Problem => _problem;

    /// <summary>Runs until the library cannot be watched any longer.</summary>
    /// <returns>Why it ended: a sentence, or null when it only has to begin anew.</returns>
    public async Task<string?> RunAsync(CancellationToken cancellationToken)
    {
        // A file system that does not answer must not keep the process from stopping.
        if (await LookAsync(cancellationToken) is not { } atFirst)
            return await FailAsync(WatchProblems.FolderMissing, cancellationToken);
        if (mounts.Holding(library.RootPath) is { } mount && MountTable.IsRemote(mount))
            _problem = WatchProblems.Remote(mount.FileSystem);

        FileSystemWatcher begun;
        try
        {
            // One call to the system for each folder of the library.
            begun = await Task.Run(Begin, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return await FailAsync(WatchProblems.Of(failure), cancellationToken);
        }
        using var watcher = begun;
        _isWatching = true;
        await request(ScanExtent.Whole, cancellationToken);
        return await FollowAsync(atFirst, cancellationToken);
    }

    private async Task<string> FailAsync(string problem, CancellationToken cancellationToken)
    {
        if (isFirst)
            await request(ScanExtent.Whole, cancellationToken);
        return problem;
    }

    private async Task<string?> FollowAsync(Seen atFirst, CancellationToken cancellationToken)
    {
        var startedAt = clock.GetTimestamp();
        var lookedAt = startedAt;
        while (true)
        {
            await WaitAsync(_changes.IsEmpty ? options.Look : options.Tick, cancellationToken);
            if (_failure is { } failure)
            {
                if (!WatchProblems.IsPartial(failure))
                {
                    await request(ScanExtent.Whole, cancellationToken);
                    return WatchProblems.Of(failure);
                }
                _problem = _partial ??= WatchProblems.Of(failure);
                // The limit may have been raised meanwhile.
                if (clock.GetElapsedTime(startedAt) >= options.LongestPause)
                    return _problem;
            }
            if (clock.GetElapsedTime(lookedAt) >= options.Look)
            {
                var now = await LookAsync(cancellationToken);
                if (now is null)
                {
                    // A scan suspends the library, and says so.
                    await request(ScanExtent.Whole, cancellationToken);
                    return WatchProblems.FolderMissing;
                }
                // A disk came or went: its folders have to be watched, or to be given up.
                if (!now.IsSameAs(atFirst))
                    return null;
                lookedAt = clock.GetTimestamp();
            }
            if (_changes.TryTake(clock.GetUtcNow(), out var taken)
                && await filter.WithoutUnknownAsync(library, taken, cancellationToken) is { } extent)
                await request(extent, cancellationToken);
        }
    }

    private FileSystemWatcher Begin()
    {
        var watcher = options.MakeWatcher(library.RootPath);
        try
        {
            Follow(watcher);
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch
        {
            watcher.Dispose();
            throw;
        }
    }

    private void Follow(FileSystemWatcher watcher)
    {
        watcher.IncludeSubdirectories = true;
        watcher.NotifyFilter =
            NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size;
        watcher.Created += (_, change) => Add(filter.Appeared(library, change.FullPath));
        watcher.Changed += (_, change) => Add(filter.Appeared(library, change.FullPath));
        watcher.Deleted += (_, change) => Add(filter.Disappeared(library, change.FullPath));
        watcher.Renamed += (_, change) =>
        {
            Add(filter.Disappeared(library, change.OldFullPath));
            Add(filter.Appeared(library, change.FullPath));
        };
        watcher.Error += (_, error) =>
        {
            // What ends the watch is not to be hidden by what only narrows it.
            if (_failure is null || !WatchProblems.IsPartial(error.GetException()))
                _failure = error.GetException();
            _signals.Writer.TryWrite(true);
        };
    }

    private void Add(string? path)
    {
        if (path is null)
            return;
        _changes.Add(path, clock.GetUtcNow());
        _signals.Writer.TryWrite(true);
    }

    private async Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(longest);
        try
        {
            // Changes come by the thousand: the next look at them is a tick away.
            if (!_changes.IsEmpty)
                await Task.Delay(longest, clock, cancellationToken);
            else
                await _signals.Reader.ReadAsync(timeout.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nothing happened for a while.
        }
    }

    private Task<Seen?> LookAsync(CancellationToken cancellationToken) => Task.Run(
        () => FolderIdentity.Of(library.RootPath) is { } identity
            ? new Seen(identity, mounts.Within(library.RootPath))
            : null,
        cancellationToken).WaitAsync(cancellationToken);

    private sealed record Seen(FolderIdentity Root, IReadOnlyList<string> MountPoints)
    {
        public bool IsSameAs(Seen other) => Root == other.Root && MountPoints.SequenceEqual(other.MountPoints);
    }
}
