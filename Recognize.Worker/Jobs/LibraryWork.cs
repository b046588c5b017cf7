using System.Text.Json;
using Recognize.Models.Accounts;
using Recognize.Models.Library;
using Recognize.Worker.Analysis;
using Recognize.Worker.Contacts;
using Recognize.Worker.Grouping;
using Recognize.Worker.Scanning;

namespace Recognize.Worker.Jobs;

/// <summary>
/// The coarse jobs themselves, each under its journal entry. The scheduler and the command line start the same ones.
/// </summary>
internal sealed class LibraryWork(
    LibraryScanner scanner, FaceGrouping grouping, GroupingUpkeep upkeep, ContactMatching contacts, FacePackSwitch packs,
    Recognisers recognisers, WantedVersions versions, FaceConsentLedger consents, JobJournal journal)
{
    /// <summary>What is due for a user's files, after this worker has said what it has.</summary>
    public async Task<TaskPlan> PlanAsync(Guid ownerId, CancellationToken cancellationToken) => new(
        await versions.AnnounceAsync(cancellationToken),
        await consents.IsGivenAsync(ownerId, cancellationToken));

    /// <summary>Scans one library.</summary>
    /// <exception cref="LibrarySuspendedException">Its root is missing or suddenly empty.</exception>
    public async Task<ScanSummary> ScanAsync(
        MediaLibrary library, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var plan = await PlanAsync(library.OwnerId, cancellationToken);
        ScanSummary? summary = null;
        await journal.RunAsync(
            "scan", library.OwnerId, library.Id,
            async token =>
            {
                summary = await scanner.ScanAsync(library, plan, progress, token);
                return summary.ToJson();
            },
            cancellationToken);
        return summary!;
    }

    /// <summary>Groups a user's new faces; nothing happens where faces may not or cannot be recognised.</summary>
    public async Task GroupAsync(Guid ownerId, CancellationToken cancellationToken)
    {
        if (recognisers.Faces is not { } faces || !await consents.IsGivenAsync(ownerId, cancellationToken))
            return;
        await SwitchFacesAsync(ownerId, faces.PackVersion, cancellationToken);
        await upkeep.BeforeAsync(ownerId, faces, cancellationToken);
        // While a switch is under way, no face has a vector of the new version yet: there is nothing to group.
        await journal.RunAsync(
            "group", ownerId, null,
            async token => JsonSerializer.Serialize(
                await grouping.GroupAsync(ownerId, faces.PackVersion, faces.SimilarityLimits, token),
                JsonSerializerOptions.Web),
            cancellationToken);
        await contacts.RunIfDueAsync(ownerId, cancellationToken);
        await upkeep.AfterAsync(ownerId, faces, cancellationToken);
    }

    /// <summary>Takes over the faces of new models for every user all of whose files are done with them.</summary>
    public async Task SwitchFacesAsync(CancellationToken cancellationToken)
    {
        if (recognisers.Faces is not { } faces)
            return;
        foreach (var ownerId in await packs.OwnersBeforeAsync(faces.PackVersion, cancellationToken))
            await SwitchFacesAsync(ownerId, faces.PackVersion, cancellationToken);
    }

    private async Task SwitchFacesAsync(Guid ownerId, string packVersion, CancellationToken cancellationToken)
    {
        // Asked often while a library is analysed anew: only a switch that can be made is worth an entry.
        if (!await packs.IsReadyAsync(ownerId, packVersion, cancellationToken))
            return;
        await journal.RunAsync(
            "switch-faces", ownerId, null,
            async token => await packs.TryCompleteAsync(ownerId, packVersion, token) is { } done
                ? JsonSerializer.Serialize(done, JsonSerializerOptions.Web)
                // Another worker was faster, or a file has come meanwhile.
                : "{}",
            cancellationToken);
    }
}
