using System.IO.Enumeration;

namespace Recognize.Worker.Scanning;

/// <summary>Reads one folder, or says in a sentence why it could not be read.</summary>
internal static class FolderListing
{
    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
        ReturnSpecialDirectories = false,
        RecurseSubdirectories = false,
    };

    /// <summary>The entries of a folder in the order of <see cref="Utf8PathOrder"/>, or the problem.</summary>
    public static (List<FolderItem> Items, string? Problem) Read(string rootPath, string relativePath) => Try(relativePath, () =>
    {
        var items = List(Path.Join(rootPath, relativePath));
        if (items.FirstOrDefault(item => item.IsVanished) is { Name: { } name })
            ThrowIfHidden(Path.Join(rootPath, relativePath, name));
        items.Sort((x, y) => Utf8PathOrder.Instance.Compare(x.Name, y.Name));
        // Names that are no text all read back with the same replacement characters: only the first is kept.
        for (var i = 1; i < items.Count; i++)
        {
            if (items[i].Name == items[i - 1].Name)
                items[i] = items[i] with { IsDuplicate = true };
        }
        return items;
    });

    /// <summary>The entry of one name in a folder, none when it is gone, or the problem.</summary>
    public static (FolderItem? Item, string? Problem) ReadOne(string rootPath, string relativePath, string name)
    {
        var (items, problem) = Try(relativePath, () =>
            FolderItem.At(Path.Join(rootPath, relativePath, name)) is { } item ? [item] : []);
        return (items.Count > 0 ? items[0] : null, problem);
    }

    /// <summary>What the marker files of one folder add to those above it, or the problem.</summary>
    public static (FolderMarkers Markers, string? Problem) ReadMarkers(
        string rootPath, string relativePath, FolderMarkers inherited)
    {
        var (items, problem) = Try(relativePath, () => FolderMarkers.FileNames
            .Select(name => FolderItem.At(Path.Join(rootPath, relativePath, name))).OfType<FolderItem>().ToList());
        return (Add(inherited, items), problem);
    }

    public static FolderMarkers Add(FolderMarkers inherited, IReadOnlyList<FolderItem> items) =>
        items.Aggregate(inherited, (known, item) => item.IsFolder ? known : known.With(item.Name));

    private static (List<FolderItem> Items, string? Problem) Try(string relativePath, Func<List<FolderItem>> read)
    {
        try
        {
            return (read(), null);
        }
        catch (UnauthorizedAccessException)
        {
            return ([], "The folder may not be read: permission denied.");
        }
        catch (PathTooLongException)
        {
            return ([], "The folder's path is too long for the system to open.");
        }
        catch (DirectoryNotFoundException)
        {
            return ([], relativePath.Contains('\uFFFD', StringComparison.Ordinal)
                ? "The folder's name is not valid UTF-8: rename it, please."
                : "The folder was gone when it was to be read.");
        }
        catch (IOException failure)
        {
            return ([], $"The folder could not be read: {failure.Message.Split('\'')[0].Trim(' ', ':')}.");
        }
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

    private static List<FolderItem> List(string path) =>
        [.. new FileSystemEnumerable<FolderItem>(path, (ref FileSystemEntry entry) => FolderItem.From(ref entry), Everything)];
}
