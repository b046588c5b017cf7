using System.Text;

namespace Recognize.Worker.Scanning;

/// <summary>How much of a library a scan looks at: all of it, or some files and folders.</summary>
internal sealed class ScanExtent
{
    /// <summary>More than these are cheaper to look at with their folders.</summary>
    private const int MaxPaths = 64;

    /// <summary>A request for a scan is a row with an index over its subject: bytes of UTF-8.</summary>
    private const int MaxSubjectBytes = 1_800;

    /// <summary>So many changed entries of one folder are looked at as one folder.</summary>
    private const int ManySiblings = 8;

    /// <summary>No path within a library begins with a slash.</summary>
    private const string AcceptedSubject = "//accept-removals";

    private ScanExtent(IReadOnlyList<string> paths, bool acceptsRemovals)
    {
        Paths = paths;
        AcceptsRemovals = acceptsRemovals;
    }

    /// <summary>Everything.</summary>
    public static ScanExtent Whole { get; } = new([], acceptsRemovals: false);

    /// <summary>
    /// Everything, and the owner has said that what is missing is gone: emptied folders and lost disks hold nothing back.
    /// A root that is missing still suspends the library.
    /// </summary>
    public static ScanExtent WholeAcceptingRemovals { get; } = new([], acceptsRemovals: true);

    /// <summary>None for everything; else in path order, none within another.</summary>
    public IReadOnlyList<string> Paths { get; }

    public bool IsWhole => Paths.Count == 0;

    public bool AcceptsRemovals { get; }

    /// <summary>As text for a request: the paths, one a line; empty for everything.</summary>
    public string Subject => AcceptsRemovals ? AcceptedSubject : string.Join('\n', Paths);

    /// <summary>
    /// The smallest set of files and folders that covers some paths and is not too long to ask for: many entries of one
    /// folder become the folder, and of too many folders those around them are taken.
    /// </summary>
    /// <exception cref="ScanPathException">One of them is not a path within a library.</exception>
    public static ScanExtent Of(IEnumerable<string> paths)
    {
        var kept = Outermost(paths.Select(ScanPath.Normalize));
        if (IsTooLong(kept))
        {
            kept = Outermost(kept.GroupBy(ScanPath.ParentOf, StringComparer.Ordinal).SelectMany(
                folder => folder.Key.Length > 0 && folder.Count() >= ManySiblings ? [folder.Key] : folder.AsEnumerable()));
        }
        while (IsTooLong(kept))
        {
            var deepest = kept.Max(Depth);
            kept = Outermost(kept.Select(path => Depth(path) == deepest ? ScanPath.ParentOf(path) : path));
        }
        return kept is [""] or [] ? Whole : new ScanExtent(kept, acceptsRemovals: false);
    }

    /// <summary>Reads <see cref="Subject"/>, or what somebody gave in its place: a path, or several, one a line.</summary>
    /// <exception cref="ScanPathException">It is no path within a library.</exception>
    public static ScanExtent Parse(string subject) =>
        subject == AcceptedSubject ? WholeAcceptingRemovals : Of(subject.Split('\n'));

    private static bool IsTooLong(List<string> paths) =>
        paths.Count > MaxPaths || paths.Sum(path => Encoding.UTF8.GetByteCount(path) + 1) > MaxSubjectBytes;

    private static int Depth(string path) => path.Length == 0 ? 0 : path.Count(letter => letter == '/') + 1;

    private static List<string> Outermost(IEnumerable<string> paths)
    {
        var all = paths.ToHashSet(StringComparer.Ordinal);
        return [.. all.Where(path => !ScanPath.FoldersOf(path).Any(all.Contains)).Order(Utf8PathOrder.Instance)];
    }
}
