namespace Recognize.Models.Library;

/// <summary>Absolute paths without symbolic links, so that one folder has one name.</summary>
public static class RealPath
{
    /// <summary>More links than the kernel follows; a loop ends here.</summary>
    private const int MaxLinks = 40;

    /// <summary>
    /// Resolves the links in every part of a path as the system does: <c>..</c> after a link is the parent of what the
    /// link points to. Parts that do not exist are kept as they are.
    /// </summary>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="IOException">The links form a loop.</exception>
    public static string Resolve(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        // Path.Combine keeps the dots, which Path.GetFullPath would take away before the links are known.
        var left = new Stack<string>(Parts(Path.Combine(Environment.CurrentDirectory, path)).Reverse());
        var resolved = "/";
        var links = 0;
        while (left.TryPop(out var part))
        {
            if (part == ".")
                continue;
            if (part == "..")
            {
                resolved = Path.GetDirectoryName(resolved) ?? "/";
                continue;
            }
            var next = Path.Join(resolved, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                resolved = next;
                continue;
            }
            if (++links > MaxLinks)
                throw new IOException("The path holds a loop of symbolic links.");
            if (Path.IsPathRooted(target))
                resolved = "/";
            foreach (var targetPart in Parts(target).Reverse())
                left.Push(targetPart);
        }
        return resolved;
    }

    /// <summary>Whether a resolved path is a resolved folder or lies below it.</summary>
    public static bool IsWithin(string path, string folder) =>
        path == folder || folder == "/" || path.StartsWith(folder + "/", StringComparison.Ordinal);

    private static string[] Parts(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);
}
