using System.Text;
using System.Text.Unicode;

namespace Recognize.Worker.Scanning;

/// <summary>Paths of files and folders within a library, as people and watchers give them.</summary>
internal static class ScanPath
{
    /// <summary>The path to look at for a path that was asked for; empty for the whole library.</summary>
    /// <remarks>
    /// A marker file speaks for its folder. A name with a line break, or one that is no text, is looked at with its
    /// folder: it could not be told from others in a list of paths.
    /// </remarks>
    /// <exception cref="ScanPathException">The path is not one within a library.</exception>
    public static string Normalize(string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
            throw new ScanPathException("The path holds a zero character, which no file's name has.");
        if (path.StartsWith('/'))
            throw new ScanPathException("The path begins with a slash: give it relative to the library's folder.");
        if (!IsText(path))
            throw new ScanPathException("The path is not valid text.");
        if (Encoding.UTF8.GetByteCount(path) > FolderWalker.MaxPathBytes)
            throw new ScanPathException("The path is too long to be one of the library's.");

        var trimmed = path.EndsWith('/') ? path[..^1] : path;
        if (trimmed.Length == 0)
            return "";
        var parts = trimmed.Split('/');
        if (parts.Any(part => part is "" or "." or ".."))
            throw new ScanPathException("The path has a part that is empty, '.' or '..': give it as the library's list does.");

        var kept = parts.TakeWhile(part => !part.AsSpan().ContainsAny('\n', '\r', '\uFFFD')).ToList();
        if (kept.Count == parts.Length && FolderMarkers.IsMarker(kept[^1]))
            kept.RemoveAt(kept.Count - 1);
        return string.Join('/', kept);
    }

    /// <summary>The folder of a path; empty for the library's own.</summary>
    public static string ParentOf(string path) => path.LastIndexOf('/') is var slash and >= 0 ? path[..slash] : "";

    /// <summary>The folders around a path, from the innermost to the library's own.</summary>
    public static IEnumerable<string> FoldersOf(string path)
    {
        while (path.Length > 0)
            yield return path = ParentOf(path);
    }

    /// <summary>Whether a path is another one or lies below it.</summary>
    public static bool IsWithin(string path, string folder) =>
        folder.Length == 0 || path == folder
        || (path.Length > folder.Length && path[folder.Length] == '/' && path.StartsWith(folder, StringComparison.Ordinal));

    /// <summary>Half a surrogate pair can be in a string, and in no file's name.</summary>
    private static bool IsText(string path) => Utf8.FromUtf16(
        path, new byte[Encoding.UTF8.GetMaxByteCount(path.Length)], out _, out _, replaceInvalidSequences: false)
        == System.Buffers.OperationStatus.Done;
}
