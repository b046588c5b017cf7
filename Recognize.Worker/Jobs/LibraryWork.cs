using Recognize.Models.Accounts;
using Recognize.Models.Library;
using Recognize.Models.Sealing;
using Recognize.Worker.Analysis;
using Recognize.Worker.Contacts;
using Recognize.Worker.Grouping;
using Recognize.Worker.Scanning;

namespace Recognize.Worker.Jobs;

/// <summary>Scans and groupings as they are done by jobs and by the command line alike.</summary>
internal sealed class LibraryWork(
    LibraryScanner scanner, FaceGrouping grouping, GroupingUpkeep upkeep, ContactMatching contacts, FacePackSwitch packs,
    Recognisers recognisers, WantedVersions versions, FaceConsentLedger consents, FaceKeyState keys)
{
    /// <summary>Whether this process can group faces.</summary>
    public bool HasFaces => recognisers.Faces is not null && keys.LastProblem is null;

    /// <summary>What is due for a user's files, after this worker has said what it has.</summary>
    public async Task<TaskPlan> PlanAsync(Guid ownerId, CancellationToken cancellationToken) => new(
        await versions.AnnounceAsync(cancellationToken),
        await consents.IsGivenAsync(ownerId, cancellationToken));

    /// <summary>Scans the whole of one library.</summary>
    /// <exception cref="LibrarySuspendedException">Its root is missing or suddenly empty.</exception>
    public Task<ScanSummary> ScanAsync(
        MediaLibrary library, IProgress<int>? progress, CancellationToken cancellationToken) =>
        ScanAsync(library, ScanExtent.Whole, progress, cancellationToken);

    /// <summary>Scans one library, or some files and folders of it.</summary>
    /// <exception cref="LibrarySuspendedException">Its root is missing or suddenly empty.</exception>
    /// <exception cref="ScanPathException">A path leads through a symbolic link.</exception>
    public async Task<ScanSummary> ScanAsync(
        MediaLibrary library, ScanExtent extent, IProgress<int>? progress, CancellationToken cancellationToken) =>
        await scanner.ScanAsync(
            library, extent, await PlanAsync(library.OwnerId, cancellationToken), progress, cancellationToken);

    /// <summary>Groups a user's new faces; nothing happens where faces may not or cannot be recognised.</summary>
    public async Task<GroupedLibrary> GroupAsync(Guid ownerId, CancellationToken cancellationToken)
    {
        if (recognisers.Faces is not { } faces || !await consents.IsGivenAsync(ownerId, cancellationToken)
            || await keys.FindProblemAsync(cancellationToken) is not null)
            return GroupedLibrary.Nothing;
        var switched = await packs.IsReadyAsync(ownerId, faces.PackVersion, cancellationToken)
            // Null when another worker was faster, or a file has come meanwhile.
            ? await packs.TryCompleteAsync(ownerId, faces.PackVersion, cancellationToken)
            : null;
        await packs.DropLeftoversAsync(ownerId, cancellationToken);
        await upkeep.BeforeAsync(ownerId, faces, cancellationToken);
        // While a switch is under way, no face has a vector of the new version yet: there is nothing to group.
        var grouped = await grouping.GroupAsync(ownerId, faces.PackVersion, faces.SimilarityLimits, cancellationToken);
        await contacts.RunIfDueAsync(ownerId, cancellationToken);
        await upkeep.AfterAsync(ownerId, faces, cancellationToken);
        return new GroupedLibrary(grouped, switched);
    }

    /// <summary>
    /// Owners all of whose files are done with other face models than those in use, and those of a switch that was called off.
    /// </summary>
    public async Task<IReadOnlyList<Guid>> OwnersToSwitchAsync(CancellationToken cancellationToken)
    {
        if (recognisers.Faces is not { } faces)
            return [];
        var ready = (await packs.OwnersWithLeftoversAsync(cancellationToken)).ToList();
        foreach (var ownerId in await packs.OwnersBeforeAsync(faces.PackVersion, cancellationToken))
        {
            if (await packs.IsReadyAsync(ownerId, faces.PackVersion, cancellationToken))
                ready.Add(ownerId);
        }
        return ready;
    }

    /// <summary>Owners who are to be asked other questions than before, after what they did to people.</summary>
    public async Task<IReadOnlyList<Guid>> OwnersToAskAsync(CancellationToken cancellationToken)
    {
        if (await keys.FindProblemAsync(cancellationToken) is not null)
            return [];
        var owners = new List<Guid>();
        foreach (var ownerId in await upkeep.OwnersToAskAsync(cancellationToken))
        {
            if (await consents.IsGivenAsync(ownerId, cancellationToken))
                owners.Add(ownerId);
        }
        return owners;
    }

    /// <summary>Version of the face pack in use; null where there is none.</summary>
    public string? FaceVersion => recognisers.Faces?.PackVersion;
}
