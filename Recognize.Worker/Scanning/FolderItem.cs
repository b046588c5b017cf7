using System.IO.Enumeration;

namespace Recognize.Worker.Scanning;

/// <summary>One entry of a folder, as the system shows it.</summary>
/// <param name="Name">A folder's ends in a slash, which puts it where the paths of its files sort.</param>
/// <param name="IsFolder">A real folder, not a link to one.</param>
/// <param name="IsLink">A symbolic link to whatever.</param>
/// <param name="IsVanished">It was listed and could not be looked at.</param>
/// <param name="SizeBytes">Zero for everything but a plain file.</param>
/// <param name="ModifiedTicks">UTC ticks of 100 ns.</param>
/// <param name="IsDuplicate">Its name reads like the one before it.</param>
internal readonly record struct FolderItem(
    string Name, bool IsFolder, bool IsLink, bool IsVanished, long SizeBytes, long ModifiedTicks, bool IsDuplicate = false)
{
    public static FolderItem From(ref FileSystemEntry entry)
    {
        var name = entry.FileName.ToString();
        if ((entry.Attributes & FileAttributes.ReparsePoint) != 0)
            return Link(name);
        if (entry.IsDirectory)
            return Folder(name);
        var modified = entry.LastWriteTimeUtc.UtcTicks;
        // The runtime gives the year 1601 for a file that it could not look at.
        var isVanished = modified <= DateTime.FromFileTimeUtc(0).Ticks;
        return new FolderItem(name, false, false, isVanished, isVanished ? 0 : entry.Length, modified);
    }

    /// <summary>The entry at a path, or null when there is none.</summary>
    /// <exception cref="UnauthorizedAccessException">A folder on the way may not be entered.</exception>
    /// <exception cref="IOException">It cannot be told.</exception>
    public static FolderItem? At(string path)
    {
        try
        {
            var attributes = File.GetAttributes(path);
            var file = new FileInfo(path);
            if ((attributes & FileAttributes.ReparsePoint) != 0)
                return Link(file.Name);
            if ((attributes & FileAttributes.Directory) != 0)
                return Folder(file.Name);
            return new FolderItem(file.Name, false, false, false, file.Length, file.LastWriteTimeUtc.Ticks);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static FolderItem Link(string name) => new(name, false, true, false, 0, 0);

    private static FolderItem Folder(string name) => new(name + "/", true, false, false, 0, 0);
}
