using Recognize.Models.Library;

namespace Recognize.Worker.Scanning;

/// <summary>What of a library's disks is there at a scan.</summary>
/// <param name="MountPoints">Folders where disks are mounted now, relative to the root.</param>
/// <param name="Lost">Folders where a disk was mounted once, is not now, and none of its files is there.</param>
/// <param name="Doubtful">
/// Folders that another machine or program can empty without this one hearing of it; empty text for the whole library.
/// </param>
internal sealed record LibraryDisks(
    IReadOnlyList<string> MountPoints, IReadOnlyList<string> Lost, IReadOnlyList<string> Doubtful)
{
    /// <summary>Whether the disk of a file or folder is lost.</summary>
    public bool IsLost(string relativePath) => Lost.Any(folder => ScanPath.IsWithin(relativePath, folder));

    /// <summary>Whether an empty folder may be one whose disk is not there.</summary>
    public bool IsDoubtful(string relativePath) => Doubtful.Any(folder => ScanPath.IsWithin(relativePath, folder));
}

/// <summary>
/// Tells files that were deleted from files whose disk is not mounted. What is in doubt is kept as it was, and said.
/// </summary>
internal sealed class DiskGuard(ScanStore store, KnownFiles known, MountTable mounts, TimeProvider clock)
{
    /// <summary>A folder that held as many and is suddenly empty on a disk that is not this machine's own is doubted.</summary>
    public const int ManyFiles = 20;

    public const string EmptiedReason =
        "The folder is suddenly empty (is its disk mounted?). Its files are kept as they were; "
        + "when it is still empty after a day, a scan takes them for deleted.";

    private const string NotMountedReason =
        "The disk that was mounted at the library's folder is not mounted. Nothing was taken for deleted.";

    public const string LostReason =
        "A disk was mounted here and is no longer. Its files are kept as they were until it is back, "
        + "or until you accept in a full scan that they are gone.";

    /// <summary>How long a folder must have been empty to be believed.</summary>
    public static readonly TimeSpan BelievedAfter = TimeSpan.FromDays(1);

    private const int SampleSize = 1_000;

    /// <summary>Why nothing of a library can be read now, in a sentence, as a scan would find it; null when it can.</summary>
    public async Task<string?> FindRootTroubleAsync(Guid libraryId, string rootPath, CancellationToken cancellationToken) =>
        await FindMissingRootAsync(libraryId, rootPath, ScanExtent.Whole, cancellationToken)
        ?? (await store.ReadMountPointsAsync(libraryId, cancellationToken) is { } before
            && before.Except(mounts.Within(rootPath)).Contains("")
            && await IsDesertedAsync(libraryId, rootPath, "", cancellationToken)
                ? NotMountedReason
                : null);

    /// <summary>Looks at the root and at the disks that were mounted in the library when it was last scanned.</summary>
    /// <exception cref="LibrarySuspendedException">The root is missing, unreadable, suddenly empty or not mounted.</exception>
    public async Task<LibraryDisks> LookAsync(MediaLibrary library, ScanExtent extent, CancellationToken cancellationToken)
    {
        await RefuseMissingRootAsync(library, extent, cancellationToken);
        var now = mounts.Within(library.RootPath);
        var before = await store.ReadMountPointsAsync(library.Id, cancellationToken);
        var lost = new List<string>();
        foreach (var folder in extent.AcceptsRemovals ? [] : (before ?? []).Except(now))
        {
            if (await IsDesertedAsync(library.Id, library.RootPath, folder, cancellationToken))
                lost.Add(folder);
        }
        if (lost.Contains(""))
            await SuspendAsync(library, NotMountedReason, cancellationToken);
        return new LibraryDisks(now, lost, extent.AcceptsRemovals ? [] : Doubtful(library.RootPath, now, before));
    }

    /// <summary>Folders whose disks went away after <see cref="LookAsync"/>: what is missing there is not deleted.</summary>
    /// <exception cref="LibrarySuspendedException">The root went away.</exception>
    public async Task<IReadOnlyList<string>> LostSinceAsync(
        MediaLibrary library, ScanExtent extent, LibraryDisks disks, CancellationToken cancellationToken)
    {
        await RefuseMissingRootAsync(library, extent, cancellationToken);
        return [.. disks.MountPoints.Except(mounts.Within(library.RootPath))];
    }

    /// <summary>Whether a folder has been noticed as empty long enough to be believed.</summary>
    public async Task<bool> IsBelievedAsync(Guid libraryId, string relativePath, CancellationToken cancellationToken) =>
        await store.ReadNoticedAtAsync(libraryId, relativePath, EmptiedReason, cancellationToken) is { } noticed
        && clock.GetUtcNow() - noticed > BelievedAfter;

    /// <summary>Where no scan has looked at the disks yet, one may be missing already.</summary>
    private string[] Doubtful(string rootPath, IReadOnlyList<string> now, string[]? before) => before is null
        ? [""]
        : [.. now.Prepend("").Where(folder => MountTable.IsRemote(mounts.Holding(Path.TrimEndingDirectorySeparator(Path.Join(rootPath, folder)))))];

    /// <summary>Known files should be there, and none of them is.</summary>
    private async Task<bool> IsDesertedAsync(
        Guid libraryId, string rootPath, string folder, CancellationToken cancellationToken)
    {
        var sample = await known.ReadFirstAsync(libraryId, folder, SampleSize, cancellationToken);
        return sample.Count > 0 && !sample.Exists(path => File.Exists(Path.Join(rootPath, path)));
    }

    private async Task RefuseMissingRootAsync(MediaLibrary library, ScanExtent extent, CancellationToken cancellationToken)
    {
        if (await FindMissingRootAsync(library.Id, library.RootPath, extent, cancellationToken) is { } reason)
            await SuspendAsync(library, reason, cancellationToken);
    }

    private async Task<string?> FindMissingRootAsync(
        Guid libraryId, string rootPath, ScanExtent extent, CancellationToken cancellationToken)
    {
        try
        {
            var isEmpty = !Directory.EnumerateFileSystemEntries(rootPath).Any();
            return isEmpty && !extent.AcceptsRemovals && await store.HasFilesAsync(libraryId, cancellationToken)
                ? "The library's folder is suddenly empty (is the disk mounted?). Nothing was taken for deleted."
                : null;
        }
        catch (DirectoryNotFoundException)
        {
            return "The library's folder does not exist (is the disk mounted?). Nothing was taken for deleted.";
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or IOException)
        {
            return "The library's folder may not be read. Nothing was taken for deleted.";
        }
    }

    private async Task SuspendAsync(MediaLibrary library, string reason, CancellationToken cancellationToken)
    {
        await store.SuspendAsync(library.Id, reason, cancellationToken);
        throw new LibrarySuspendedException(reason);
    }
}
