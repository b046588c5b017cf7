using System.Text;
using Microsoft.Extensions.FileSystemGlobbing;
using Recognize.Models.Media;

namespace Recognize.Worker.Scanning;

/// <summary>
/// Walks a folder tree in the order of <see cref="Utf8PathOrder"/>. Streaming: no more than the names of the folders
/// on the way down are in memory. Symbolic links are never followed.
/// </summary>
internal sealed class FolderWalker(ScannerOptions options)
{
    /// <summary>Deeper than any path the system can open; stops a file system that lies about its folders.</summary>
    private const int MaxDepth = 2_000;

    /// <summary>Bytes of UTF-8 that fit into the database's index over paths; a page's limit is 2,704 with the row's rest.</summary>
    internal const int MaxPathBytes = 2_600;

    private const string DuplicateReason = "its name is not valid UTF-8 and reads like another's: rename it, please";

    private const string LeftOutReason = "folder is left out by its marker file";

    private const string NotTextReason = "The file's name is not valid UTF-8: rename it, please.";

    private readonly Matcher? _globs = MakeMatcher(options.ExcludeGlobs);

    /// <summary>Walks everything below the root.</summary>
    public IEnumerable<WalkedEntry> Walk(string rootPath, CancellationToken cancellationToken) =>
        WalkBelow(rootPath, "", default, cancellationToken);

    private IEnumerable<WalkedEntry> WalkBelow(
        string rootPath, string relativeFolder, FolderMarkers inherited, CancellationToken cancellationToken)
    {
        var open = new Stack<OpenFolder>();
        foreach (var entry in Enter(rootPath, relativeFolder, inherited, open))
            yield return entry;

        while (open.TryPeek(out var folder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!folder.TryNext(out var item))
            {
                open.Pop();
                continue;
            }
            if (!item.IsFolder)
            {
                yield return ToEntry(rootPath, folder.RelativePath, folder.Markers, item);
                continue;
            }
            var relativePath = folder.RelativePath + item.Name;
            if (Excluded(folder.RelativePath, item) is { } excluded)
                yield return excluded;
            else if (item.IsDuplicate)
                yield return new WalkedSkip(relativePath, DuplicateReason);
            else if (open.Count >= MaxDepth)
                yield return new WalkedUnreadableFolder(relativePath, "Folders are nested too deeply.");
            else if (Encoding.UTF8.GetByteCount(relativePath) > MaxPathBytes)
                yield return new WalkedUnreadableFolder(relativePath, "The folder's path is too long to be kept.");
            else
            {
                foreach (var entry in Enter(rootPath, relativePath, folder.Markers, open))
                    yield return entry;
            }
        }
    }

    /// <summary>
    /// Walks only what is at a path and below it. Marker files and left-out names of the folders above it hold. Nothing
    /// comes when nothing is there.
    /// </summary>
    /// <exception cref="ScanPathException">A folder above it is a symbolic link.</exception>
    public IEnumerable<WalkedEntry> Walk(string rootPath, string path, CancellationToken cancellationToken)
    {
        if (path.Length == 0)
            return Walk(rootPath, cancellationToken);

        var parts = path.Split('/');
        var folder = "";
        var markers = default(FolderMarkers);
        for (var i = 0; ; i++)
        {
            (markers, var problem) = FolderListing.ReadMarkers(rootPath, folder, markers);
            if (problem is not null)
                return [new WalkedUnreadableFolder(folder, problem)];
            if (markers.ExcludeEverything)
                return [new WalkedSkip(folder, LeftOutReason)];
            (var found, problem) = FolderListing.ReadOne(rootPath, folder, parts[i]);
            if (problem is not null)
                return [new WalkedUnreadableFolder(folder, problem)];
            if (found is not { } item)
                return [];
            if (item.IsFolder && Excluded(folder, item) is { } excluded)
                return [excluded];
            if (i == parts.Length - 1)
            {
                return item.IsFolder
                    ? WalkBelow(rootPath, folder + item.Name, markers, cancellationToken)
                    : [ToEntry(rootPath, folder, markers, item)];
            }
            if (item.IsLink)
                throw new ScanPathException($"'{folder}{parts[i]}' is a symbolic link, and links are never followed.");
            // A file lies where the folder was: nothing is below it.
            if (!item.IsFolder)
                return [];
            folder += item.Name;
        }
    }

    /// <summary>Lists one folder and pushes it, or yields why it is passed over.</summary>
    private static IEnumerable<WalkedEntry> Enter(
        string rootPath, string relativePath, FolderMarkers inherited, Stack<OpenFolder> open)
    {
        var (items, problem) = FolderListing.Read(rootPath, relativePath);
        if (problem is not null)
        {
            yield return new WalkedUnreadableFolder(relativePath, problem);
            yield break;
        }
        if (items.Count == 0 && relativePath.Length > 0)
        {
            yield return new WalkedEmptyFolder(relativePath);
            yield break;
        }

        var markers = FolderListing.Add(inherited, items);
        if (markers.ExcludeEverything)
            yield return new WalkedSkip(relativePath, LeftOutReason);
        else
            open.Push(new OpenFolder(relativePath, markers, items));
    }

    private WalkedSkip? Excluded(string folder, FolderItem item) =>
        options.ExcludedFolderNames.Contains(item.Name[..^1])
            ? new WalkedSkip(folder + item.Name, $"folder {item.Name[..^1]} is left out")
            : null;

    private WalkedEntry ToEntry(string rootPath, string folder, FolderMarkers markers, FolderItem item)
    {
        var relativePath = folder + item.Name;
        if (item.IsDuplicate)
            return new WalkedSkip(relativePath, DuplicateReason);
        if (item.IsLink)
            return new WalkedSkip(relativePath, "symbolic link (never followed)");
        if (FolderMarkers.IsMarker(item.Name))
            return new WalkedSkip(relativePath, "marker file");
        if (MediaFormats.FromFileName(item.Name) is not { } format)
            return new WalkedSkip(relativePath, UnsupportedReason(item.Name));
        if (markers.Exclude(format.Kind))
            return new WalkedSkip(relativePath, "left out by a marker file");
        if (_globs is not null && _globs.Match(relativePath).HasMatches)
            return new WalkedSkip(relativePath, "left out by a pattern in the settings");
        if (Encoding.UTF8.GetByteCount(relativePath) > MaxPathBytes)
            return new WalkedSkip(relativePath, "the path is too long to be kept");
        if (!item.IsVanished)
            return new WalkedFile(relativePath, format, item.SizeBytes, item.ModifiedTicks);

        // A name that is no UTF-8 reads back with replacement characters and cannot be opened under them.
        return item.Name.Contains('\uFFFD', StringComparison.Ordinal) && !File.Exists(Path.Join(rootPath, relativePath))
            ? new WalkedFile(relativePath, format, 0, 0, NotTextReason)
            : new WalkedSkip(relativePath, "gone while it was being listed");
    }

    private static string UnsupportedReason(string name)
    {
        var extension = Path.GetExtension(name);
        return extension.Length is > 1 and <= 9
            ? $"not a photo, video or music file ({extension.ToLowerInvariant()})"
            : "not a photo, video or music file";
    }

    private static Matcher? MakeMatcher(IReadOnlyList<string> globs)
    {
        if (globs.Count == 0)
            return null;
        var matcher = new Matcher(StringComparison.Ordinal);
        matcher.AddIncludePatterns(globs);
        return matcher;
    }

    private sealed class OpenFolder(string relativePath, FolderMarkers markers, List<FolderItem> items)
    {
        private int _next;

        /// <summary>Empty for the root, else ending in a slash.</summary>
        public string RelativePath { get; } = relativePath;

        public FolderMarkers Markers { get; } = markers;

        public bool TryNext(out FolderItem item)
        {
            item = _next < items.Count ? items[_next] : default;
            return _next++ < items.Count;
        }
    }
}
