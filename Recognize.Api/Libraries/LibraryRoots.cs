using Recognize.Models;
using Recognize.Models.Library;

namespace Recognize.Api.Libraries;

/// <summary>
/// Which folders of this machine an admin may look through and make libraries of. Whoever takes over an admin's session
/// should see no more of the machine than where photos and music are kept: so by default only where disks are mounted and
/// the home folder of the account that the program runs under, without anything whose name begins with a dot. Never the
/// folder of the installation itself, which holds keys and thumbnails.
/// </summary>
internal sealed class LibraryRoots
{
    private static readonly string[] MountFolders = ["/media", "/mnt", "/srv"];

    private readonly string _installation;

    /// <param name="roots">Absolute paths.</param>
    /// <param name="home">Where the installation keeps its state.</param>
    public LibraryRoots(IEnumerable<string> roots, RecognizeHome home)
    {
        Given = [.. roots];
        _installation = RealPath.Resolve(home.Root);
    }

    /// <summary>As they were given; those that do not exist are left out when somebody looks.</summary>
    public IReadOnlyList<string> Given { get; }

    /// <param name="setting">The setting's value: folders separated by semicolons; null for the default.</param>
    /// <param name="accountHome">Home folder of the account that the program runs under, if it has one.</param>
    /// <param name="home">Where the installation keeps its state.</param>
    /// <exception cref="InvalidOperationException">A folder is no absolute path.</exception>
    public static LibraryRoots Read(string? setting, string? accountHome, RecognizeHome home)
    {
        if (setting is null)
            return new LibraryRoots(accountHome is { Length: > 1 } own && own[0] == '/' ? [.. MountFolders, own] : MountFolders, home);
        var roots = setting.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (Array.Find(roots, root => root[0] != '/') is { } relative)
        {
            throw new InvalidOperationException(
                $"{RecognizeSettings.LibraryRoots} names \"{relative}\": give absolute paths, separated by semicolons.");
        }
        return new LibraryRoots(roots, home);
    }

    /// <summary>The roots that exist, without links, each once.</summary>
    public IReadOnlyList<string> Existing() =>
        [.. Given.Select(TryResolve).OfType<string>().Distinct(StringComparer.Ordinal).Where(root => !IsInstallation(root) && Directory.Exists(root))];

    /// <summary>The real path of a folder; null where it lies outside of the roots, is hidden, or does not exist.</summary>
    public string? TryEnter(string path)
    {
        if (path.Length == 0 || path[0] != '/' || path.Contains('\0', StringComparison.Ordinal) || TryResolve(path) is not { } real)
            return null;
        return IsAllowed(real) && Directory.Exists(real) ? real : null;
    }

    /// <summary>The folder around one, as far as it may be entered.</summary>
    public string? ParentOf(string real) =>
        Path.GetDirectoryName(real) is { } parent && IsAllowed(parent) ? parent : null;

    /// <summary>Whether an entry of a folder is shown: links lead elsewhere, and dots hide what is not meant to be seen.</summary>
    public bool IsShown(DirectoryInfo folder) =>
        folder.LinkTarget is null && !IsHidden(folder.Name) && !IsInstallation(folder.FullName);

    /// <summary>Whether a library of the folder would hold the installation's own folder where a scan would find it.</summary>
    public bool HoldsInstallation(string real) =>
        RealPath.IsWithin(_installation, real) && !Path.GetRelativePath(real, _installation).Split('/').Any(IsHidden);

    private static bool IsHidden(string name) => name.StartsWith('.');

    private static string? TryResolve(string path)
    {
        try
        {
            return RealPath.Resolve(path);
        }
        catch (IOException)
        {
            // A loop of links: no folder.
            return null;
        }
    }

    private bool IsAllowed(string real) =>
        !IsInstallation(real)
        && Existing().Any(root => RealPath.IsWithin(real, root)
            && (real == root || !Path.GetRelativePath(root, real).Split('/').Any(IsHidden)));

    private bool IsInstallation(string real) => RealPath.IsWithin(real, _installation);
}
