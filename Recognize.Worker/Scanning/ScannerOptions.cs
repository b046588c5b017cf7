using Recognize.Models;

namespace Recognize.Worker.Scanning;

/// <summary>What a scan leaves out.</summary>
internal sealed record ScannerOptions
{
    /// <summary>
    /// Globs over paths relative to the library's root, such as <c>**/Trash/**</c> or <c>*.tmp.jpg</c>; matching
    /// files are skipped.
    /// </summary>
    public IReadOnlyList<string> ExcludeGlobs { get; init; } = [];

    /// <summary>Folders that servers and desktops make for themselves; skipped wherever they are.</summary>
    public IReadOnlySet<string> ExcludedFolderNames { get; init; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "@eaDir", "#recycle", "#snapshot", ".thumbnails", ".Trash", ".stversions", "lost+found", "$RECYCLE.BIN",
        "System Volume Information", ".git",
    };

    /// <summary>How long a removed file is remembered with its faces, names and tags.</summary>
    public TimeSpan KeepRemovedFor { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Reads the globs of <c>RECOGNIZE_EXCLUDE</c>, separated by semicolons.</summary>
    public static ScannerOptions FromEnvironment() => new()
    {
        ExcludeGlobs = (RecognizeSettings.Read(RecognizeSettings.Exclude) ?? "")
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
    };
}
