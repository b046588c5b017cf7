using System.IO.Enumeration;
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
    private const int MaxPathBytes = 2_600;

    private const string DuplicateReason = "its name is not valid UTF-8 and reads like another's: rename it, please";

    private const string NotTextReason = "The file's name is not valid UTF-8: rename it, please.";

    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
        ReturnSpecialDirectories = false,
        RecurseSubdirectories = false,
    };

    private readonly Matcher? _globs = MakeMatcher(options.ExcludeGlobs);

    public IEnumerable<WalkedEntry> Walk(string rootPath, CancellationToken cancellationToken)
    {
        var open = new Stack<OpenFolder>();
        foreach (var entry in Enter(rootPath, "", default, open))
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
                yield return ToEntry(rootPath, folder, item);
                continue;
            }
            var relativePath = folder.RelativePath + item.Name;
            if (options.ExcludedFolderNames.Contains(item.Name[..^1]))
                yield return new WalkedSkip(relativePath, $"folder {item.Name[..^1]} is left out");
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

    /// <summary>Lists one folder and pushes it, or yields why it is passed over.</summary>
    private static IEnumerable<WalkedEntry> Enter(
        string rootPath, string relativePath, FolderMarkers inherited, Stack<OpenFolder> open)
    {
        List<Item> items;
        string? problem = null;
        try
        {
            items = List(Path.Join(rootPath, relativePath));
            if (items.FirstOrDefault(item => item.IsVanished) is { Name: { } name })
                ThrowIfHidden(Path.Join(rootPath, relativePath, name));
        }
        catch (UnauthorizedAccessException)
        {
            (items, problem) = ([], "The folder may not be read: permission denied.");
        }
        catch (PathTooLongException)
        {
            (items, problem) = ([], "The folder's path is too long for the system to open.");
        }
        catch (DirectoryNotFoundException)
        {
            (items, problem) = ([], relativePath.Contains('\uFFFD', StringComparison.Ordinal)
                ? "The folder's name is not valid UTF-8: rename it, please."
                : "The folder was gone when it was to be read.");
        }
        catch (IOException failure)
        {
            (items, problem) = ([], $"The folder could not be read: {failure.Message.Split('\'')[0].Trim(' ', ':')}.");
        }

        if (problem is not null)
        {
            yield return new WalkedUnreadableFolder(relativePath, problem);
            yield break;
        }

        var markers = items.Aggregate(inherited, (known, item) => item.IsFolder ? known : known.With(item.Name));
        if (markers.ExcludeEverything)
        {
            yield return new WalkedSkip(relativePath, "folder is left out by its marker file");
            yield break;
        }
        items.Sort((x, y) => Utf8PathOrder.Instance.Compare(x.Name, y.Name));
        // Names that are no text all read back with the same replacement characters: only the first is kept.
        for (var i = 1; i < items.Count; i++)
        {
            if (items[i].Name == items[i - 1].Name)
                items[i] = items[i] with { IsDuplicate = true };
        }
        open.Push(new OpenFolder(relativePath, markers, items));
    }

    /// <summary>
    /// Throws when a file could not be looked at for another reason than that it is gone. A folder that may be listed but
    /// not entered shows every file so: none of them may be taken for deleted.
    /// </summary>
    private static void ThrowIfHidden(string path)
    {
        try
        {
            File.GetAttributes(path);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException or PathTooLongException)
        {
        }
    }

    private static List<Item> List(string path) =>
        [.. new FileSystemEnumerable<Item>(path, (ref FileSystemEntry entry) => Item.From(ref entry), Everything)];

    private WalkedEntry ToEntry(string rootPath, OpenFolder folder, Item item)
    {
        var relativePath = folder.RelativePath + item.Name;
        if (item.IsDuplicate)
            return new WalkedSkip(relativePath, DuplicateReason);
        if (item.IsLink)
            return new WalkedSkip(relativePath, "symbolic link (never followed)");
        if (FolderMarkers.IsMarker(item.Name))
            return new WalkedSkip(relativePath, "marker file");
        if (MediaFormats.FromFileName(item.Name) is not { } format)
            return new WalkedSkip(relativePath, UnsupportedReason(item.Name));
        if (folder.Markers.Exclude(format.Kind))
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

    private readonly record struct Item(
        string Name, bool IsFolder, bool IsLink, bool IsVanished, long SizeBytes, long ModifiedTicks,
        bool IsDuplicate = false)
    {
        public static Item From(ref FileSystemEntry entry)
        {
            var name = entry.FileName.ToString();
            var isLink = (entry.Attributes & FileAttributes.ReparsePoint) != 0;
            if (isLink)
                return new Item(name, false, true, false, 0, 0);
            // The slash puts a folder where the paths of its files sort.
            if (entry.IsDirectory)
                return new Item(name + "/", true, false, false, 0, 0);
            var modified = entry.LastWriteTimeUtc.UtcTicks;
            // The runtime gives the year 1601 for a file that it could not look at.
            var isVanished = modified <= DateTime.FromFileTimeUtc(0).Ticks;
            return new Item(name, false, false, isVanished, isVanished ? 0 : entry.Length, modified);
        }
    }

    private sealed class OpenFolder(string relativePath, FolderMarkers markers, List<Item> items)
    {
        private int _next;

        /// <summary>Empty for the root, else ending in a slash.</summary>
        public string RelativePath { get; } = relativePath;

        public FolderMarkers Markers { get; } = markers;

        public bool TryNext(out Item item)
        {
            item = _next < items.Count ? items[_next] : default;
            return _next++ < items.Count;
        }
    }
}
