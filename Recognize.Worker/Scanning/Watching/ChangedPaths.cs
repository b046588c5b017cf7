using System.Diagnostics.CodeAnalysis;

namespace Recognize.Worker.Scanning.Watching;

/// <summary>
/// Collects the paths that change until they come to rest, so that a burst of changes becomes one request and a file is
/// not asked for while it is being written. Safe for use by several threads.
/// </summary>
internal sealed class ChangedPaths(WatchOptions options)
{
    /// <summary>From here on the folder of a changed file is kept in its place, and in the end the whole library.</summary>
    private const int MaxPaths = 5_000;

    private readonly Lock _gate = new();

    private Dictionary<string, Change> _changes = new(StringComparer.Ordinal);

    /// <summary>Folders that stand for all that changes below them, since there was too much of it.</summary>
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);

    private DateTimeOffset _lastAt;

    public bool IsEmpty
    {
        get
        {
            lock (_gate)
                return _changes.Count == 0;
        }
    }

    public void Add(string path, DateTimeOffset now)
    {
        lock (_gate)
        {
            _lastAt = now;
            path = ScanPath.FoldersOf(path).FirstOrDefault(_folders.Contains) ?? path;
            _changes[path] = new Change(_changes.TryGetValue(path, out var before) ? before.FirstAt : now, now);
            if (_changes.Count > MaxPaths)
                Coarsen();
        }
    }

    /// <summary>
    /// Takes what has come to rest: everything when all is quiet, and after the longest wait what has been quiet by
    /// itself. What is taken is forgotten here.
    /// </summary>
    public bool TryTake(DateTimeOffset now, [NotNullWhen(true)] out ScanExtent? extent)
    {
        lock (_gate)
        {
            var atRest = _changes.Where(change => now - change.Value.LastAt >= options.Quiet || change.Value.LastAt > now).ToList();
            extent = null;
            if (atRest.Count == 0)
                return false;
            // Times from before a jump of the clock count as old.
            if (now - _lastAt < options.Quiet && _lastAt <= now
                && atRest.TrueForAll(change => now - change.Value.FirstAt < options.LongestWait))
                return false;
            foreach (var (path, _) in atRest)
            {
                _changes.Remove(path);
                _folders.Remove(path);
            }
            extent = ScanExtent.Of(atRest.Select(change => change.Key));
            return true;
        }
    }

    /// <summary>Puts folders in the place of files; when it is the folders that are too many, those around them.</summary>
    private void Coarsen()
    {
        while (_changes.Count > MaxPaths)
        {
            var areFolders = _folders.Count > MaxPaths / 2;
            _changes = _changes
                .GroupBy(
                    change => _folders.Contains(change.Key) && !areFolders ? change.Key : ScanPath.ParentOf(change.Key),
                    StringComparer.Ordinal)
                .ToDictionary(
                    folder => folder.Key,
                    folder => new Change(folder.Min(change => change.Value.FirstAt), folder.Max(change => change.Value.LastAt)),
                    StringComparer.Ordinal);
            _folders.Clear();
            _folders.UnionWith(_changes.Keys);
        }
    }

    private readonly record struct Change(DateTimeOffset FirstAt, DateTimeOffset LastAt);
}
