using Recognize.Models;

namespace Recognize.Worker.Backup;

/// <summary>
/// The files of a home that a backup holds: thumbnails, models that were added and owners' reference photos of places.
/// Models of the catalogue are fetched again, exports are made again, and logs and the cluster have no place in it.
/// </summary>
internal static class BackupFiles
{
    public const string Thumbnails = "files/thumbnails";

    /// <summary>Folder in the archive and in the home, of each part.</summary>
    public static IReadOnlyList<(string Part, string Folder)> Of(RecognizeHome home, bool hasThumbnails) =>
    [
        .. hasThumbnails ? [(Thumbnails, home.Thumbnails)] : Array.Empty<(string, string)>(),
        ("files/own-models", Path.Combine(home.Models, "own")),
        ("files/landmarks", home.Landmarks),
    ];

    /// <summary>Paths below a folder, as they are named in the archive; what is half written is left out.</summary>
    public static IEnumerable<string> List(string folder) => !Directory.Exists(folder)
        ? []
        : Directory.EnumerateFiles(
                folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
            .Select(path => Path.GetRelativePath(folder, path))
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part.StartsWith('.')))
            .Order(StringComparer.Ordinal);
}
