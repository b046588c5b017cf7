using System.Text;
using Npgsql;
using Recognize.Models.Media;
using Recognize.Worker.Database;

namespace Recognize.Worker.Scanning.Watching;

/// <summary>Which changes on a disk can change a library: those of media, marker files and folders.</summary>
internal sealed class WatchFilter(NpgsqlDataSource database, ScannerOptions options, DatabaseRetry retry)
{
    /// <summary>The path within the library of what was made or changed, or null when it does not matter.</summary>
    public string? Appeared(WatchedLibrary library, string fullPath) =>
        IsMedia(fullPath) || Directory.Exists(fullPath) ? Relevant(library, fullPath) : null;

    /// <summary>The path of what is gone; it may have been a folder, whatever its name.</summary>
    public string? Disappeared(WatchedLibrary library, string fullPath) => Relevant(library, fullPath);

    /// <summary>Leaves out what is gone and never held anything, such as the temporary files of a copy.</summary>
    /// <returns>Null when nothing is left.</returns>
    public async Task<ScanExtent?> WithoutUnknownAsync(
        WatchedLibrary library, ScanExtent extent, CancellationToken cancellationToken)
    {
        var doubtful = extent.Paths
            .Where(path => !IsMedia(path) && !Path.Exists(Path.Join(library.RootPath, path))).ToArray();
        if (doubtful.Length == 0)
            return extent;
        var unknown = await retry.RunAsync(token => FindUnknownAsync(library.Id, doubtful, token), cancellationToken);
        var left = extent.Paths.Except(unknown, StringComparer.Ordinal).ToList();
        return left.Count == 0 ? null : ScanExtent.Of(left);
    }

    private string? Relevant(WatchedLibrary library, string fullPath)
    {
        var path = Path.GetRelativePath(library.RootPath, fullPath);
        if (path == "." || path.Split('/')[..^1].Any(options.ExcludedFolderNames.Contains))
            return null;
        // No scan takes such a path; its folder can be looked at.
        while (Encoding.UTF8.GetByteCount(path) > FolderWalker.MaxPathBytes)
            path = ScanPath.ParentOf(path);
        return path;
    }

    private static bool IsMedia(string path) =>
        MediaFormats.FromFileName(Path.GetFileName(path)) is not null || FolderMarkers.IsMarker(Path.GetFileName(path));

    private async Task<List<string>> FindUnknownAsync(Guid libraryId, string[] paths, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            SELECT path FROM unnest($2) AS path WHERE NOT EXISTS (
                SELECT 1 FROM media
                WHERE library_id = $1 AND removed_at IS NULL AND relative_path >= path || '/' AND relative_path < path || '0')
            """);
        command.Parameters.Add(new() { Value = libraryId });
        command.Parameters.Add(new() { Value = paths });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var unknown = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
            unknown.Add(reader.GetString(0));
        return unknown;
    }
}
