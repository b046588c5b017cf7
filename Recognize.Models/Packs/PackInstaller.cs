using Microsoft.Extensions.Options;
using Recognize.Models.Inference;

namespace Recognize.Models.Packs;

/// <summary>Lists, fetches and verifies model packs. The network is touched by a pull only.</summary>
public sealed class PackInstaller(
    ModelCatalogue catalogue, ModelStore store, InstalledPacks installed, IOptions<ModelPackOptions> options)
{
    /// <summary>Every pack and task of the catalogue, then those the owner added, and what of each is on disk.</summary>
    public IReadOnlyList<PackListing> List()
    {
        var own = installed.Own.List();
        var inUse = catalogue.Tasks.Concat(own.Select(task => task.Task)).Distinct()
            .Select(task => installed.Find(task)?.Version).ToHashSet();
        return
        [
            .. from pack in catalogue.Packs
               from task in pack.Tasks
               select Describe(task, pack.Summary),
            .. own.Select(task => Describe(task, "Added by the owner.")),
        ];

        PackListing Describe(PackTask task, string summary) => new(
            task.Pack,
            summary,
            task.Task,
            task.Version,
            [.. task.Files.Values.Select(file => new PackFileListing(file, store.IsInstalled(file)))],
            inUse.Contains(task.Version));
    }

    /// <summary>Fetches what is missing of a pack, or is damaged. Failures are results, not exceptions.</summary>
    /// <param name="pack">Name of the pack.</param>
    /// <param name="force">Fetch intact files again, too.</param>
    /// <param name="progress">Told of each piece received; may be called from any thread.</param>
    /// <param name="cancellationToken">Stops; what was received is kept for the next attempt.</param>
    /// <exception cref="ArgumentException">There is no such pack.</exception>
    public async Task<IReadOnlyList<PulledFile>> PullAsync(
        string pack, bool force, IProgress<ModelDownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var results = new List<PulledFile>();
        using var downloader = new ModelDownloader(store, options.Value);
        foreach (var file in catalogue.Pack(pack).Files)
        {
            if (!force && await store.VerifyAsync(file, cancellationToken))
            {
                results.Add(new PulledFile(file, PullOutcome.AlreadyInstalled, Reason: null));
                continue;
            }
            try
            {
                await downloader.InstallAsync(file, progress, cancellationToken);
                results.Add(new PulledFile(file, PullOutcome.Fetched, Reason: null));
            }
            catch (Exception error) when (IsExpected(error))
            {
                results.Add(new PulledFile(file, PullOutcome.Failed, error.Message));
            }
        }
        return results;
    }

    /// <summary>Hashes every installed file of every pack, the owner's included.</summary>
    public async Task<IReadOnlyList<VerifiedFile>> VerifyAsync(CancellationToken cancellationToken)
    {
        var results = new List<VerifiedFile>();
        var files = catalogue.Packs.SelectMany(pack => pack.Files)
            .Concat(installed.Own.List().SelectMany(pack => pack.Files.Values));
        foreach (var file in files.DistinctBy(file => file.Name))
        {
            if (File.Exists(store.PathOf(file)))
                results.Add(new VerifiedFile(file, await store.VerifyAsync(file, cancellationToken)));
        }
        return results;
    }

    /// <summary>
    /// Makes the preferred pack available; where it cannot be had, the fallback. When either is complete on disk
    /// already, no network is touched.
    /// </summary>
    public async Task<PackInstallation> EnsureAsync(
        string preferred, string fallback, IProgress<ModelDownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var notes = new List<string>();
        if (!IsComplete(preferred) && !IsComplete(fallback))
        {
            AddFailures(notes, await PullAsync(preferred, force: false, progress, cancellationToken));
            var unserved = catalogue.Pack(fallback).Tasks.Any(task => installed.Find(task.Task) is null);
            if (unserved)
                AddFailures(notes, await PullAsync(fallback, force: false, progress, cancellationToken));
        }

        var serving = catalogue.Tasks.Select(installed.Find).OfType<PackTask>().ToList();
        var missing = catalogue.Tasks.Where(task => serving.All(served => served.Task != task)).ToList();
        foreach (var task in missing.ToList())
        {
            if (installed.Choice(task) is not { } chosen)
                continue;
            missing.Remove(task);
            notes.Add($"{Capitalised(task)} are not recognised: the chosen pack \"{chosen.Pack}\" is not complete. "
                + $"Fetch or add it again, or run \"recognize models use {task} --default\".");
        }
        AddAdvice(notes, preferred, serving, missing);
        return new PackInstallation(serving, missing, notes);
    }

    private bool IsComplete(string pack) => catalogue.Pack(pack).Files.All(store.IsInstalled);

    private static void AddFailures(List<string> notes, IReadOnlyList<PulledFile> pulled) =>
        notes.AddRange(pulled.Select(file => file.Reason).OfType<string>().Distinct());

    private void AddAdvice(List<string> notes, string preferred, List<PackTask> serving, List<string> missing)
    {
        if (IsComplete(preferred))
            return;
        foreach (var task in serving.Where(task => task.Pack != preferred && task.Own is null))
        {
            notes.Add($"{Capitalised(task.Task)} are recognised with the pack \"{task.Pack}\" instead of \"{preferred}\". "
                + catalogue.Pack(task.Pack).Summary);
        }
        foreach (var task in missing)
            notes.Add($"{Capitalised(task)} are not recognised: no model for them is installed.");
        notes.Add(
            $"To get the rest, run \"recognize models pull {preferred}\" with a connection to the internet, or set "
            + $"{ModelPackOptions.MirrorVariable} to a folder or address that holds the model files.");
    }

    private static string Capitalised(string task) => char.ToUpperInvariant(task[0]) + task[1..];

    private static bool IsExpected(Exception error) =>
        error is ModelDownloadException or ModelFileException or IOException
            or InvalidDataException or UnauthorizedAccessException;
}
