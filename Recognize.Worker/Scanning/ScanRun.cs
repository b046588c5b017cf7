using Recognize.Models.Library;

namespace Recognize.Worker.Scanning;

/// <summary>One scan under way: what it compares, what it has found, and what it does not trust.</summary>
internal sealed class ScanRun(
    MediaLibrary library, ScanExtent extent, LibraryDisks disks, TaskPlan plan, DateTimeOffset startedAt)
{
    /// <summary>A file that was written to a moment ago may be only half there.</summary>
    public static readonly TimeSpan SettlesAfter = TimeSpan.FromSeconds(2);

    private readonly List<ScanProblem> _problems = [];

    private readonly Dictionary<string, WalkedFile> _unsettled = new(StringComparer.Ordinal);

    private string? _unreadable;

    private bool _isSecondLook;

    public MediaLibrary Library => library;

    public ScanExtent Extent => extent;

    public LibraryDisks Disks => disks;

    public TaskPlan Plan => plan;

    public ScanSummary Summary { get; } = new();

    public ScanChanges Changes { get; } = new();

    public IReadOnlyList<ScanProblem> Problems => _problems;

    /// <summary>Entries met on the disk.</summary>
    public int Walked { get; set; }

    /// <summary>Files that are being written, to be looked at once more.</summary>
    public IReadOnlyCollection<string> Unsettled => _unsettled.Keys;

    /// <summary>From here on only files that were not settled at the first look count.</summary>
    public void BeginSecondLook() => _isSecondLook = true;

    public void Take(WalkedFile file, KnownFile? known)
    {
        if (!IsSettled(file))
            return;
        Summary.Found++;
        if (known is not { } before)
            Changes.Added.Add(file);
        else if (before.SizeBytes != file.SizeBytes || before.ModifiedTicks != file.ModifiedTicks)
            Changes.Changed.Add((before.Id, file));
        else
        {
            Summary.Unchanged++;
            if (before.IsRemoved)
                Changes.Reappeared.Add(before.Id);
        }
    }

    public void Take(WalkedSkip skip)
    {
        if (!_isSecondLook)
            Summary.Skip(skip.Reason);
    }

    /// <summary>What lies below the folder is kept as it was.</summary>
    public void Distrust(string relativeFolder, string reason)
    {
        if (_isSecondLook)
            return;
        Summary.UnreadableFolders++;
        _unreadable = relativeFolder;
        _problems.Add(new ScanProblem { LibraryId = library.Id, RelativePath = relativeFolder, Reason = reason });
    }

    /// <summary>A known file was not met: gone, unless its folder or disk could not be looked at.</summary>
    public void Missing(KnownFile known)
    {
        if (known.IsRemoved || _isSecondLook || disks.IsLost(known.RelativePath))
            return;
        if (_unreadable is not null && known.RelativePath.StartsWith(_unreadable, StringComparison.Ordinal))
            Summary.Found++;
        else
            Changes.Removed.Add((known.Id, known.RelativePath));
    }

    /// <summary>
    /// A scan of the whole library takes files as they are. One of some paths follows a change at its heels: a file whose
    /// time is now is taken only when it is the same at a second look.
    /// </summary>
    private bool IsSettled(WalkedFile file)
    {
        if (_isSecondLook)
        {
            if (!_unsettled.TryGetValue(file.RelativePath, out var first))
                return false;
            if (first == file)
                return true;
            Summary.Skip("still being written");
            return false;
        }
        // A time in the future is a clock that is wrong, not a file that is being written.
        if (extent.IsWhole || Math.Abs(startedAt.UtcTicks - file.ModifiedTicks) >= SettlesAfter.Ticks)
            return true;
        _unsettled.Add(file.RelativePath, file);
        return false;
    }
}
