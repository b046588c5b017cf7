namespace Recognize.Models.Packs;

/// <summary>One line of <c>models list</c>.</summary>
public sealed record PackListing(
    string Pack, string Summary, string Task, string Version, IReadOnlyList<PackFileListing> Files, bool InUse)
{
    public bool Installed => Files.All(file => file.Installed);

    public long Bytes => Files.Sum(file => file.File.Bytes);
}

/// <summary>One file of a pack and whether it is on disk in its full length.</summary>
public sealed record PackFileListing(ModelFile File, bool Installed);

/// <summary>What became of one file in a pull.</summary>
/// <param name="File">The file.</param>
/// <param name="Outcome">Whether it was fetched, was there already, or failed.</param>
/// <param name="Reason">Why it failed, in a plain sentence; null otherwise.</param>
public sealed record PulledFile(ModelFile File, PullOutcome Outcome, string? Reason);

/// <summary>What became of one file in a pull.</summary>
public enum PullOutcome
{
    Fetched,
    AlreadyInstalled,
    Failed,
}

/// <summary>Whether an installed file is the one of the catalogue.</summary>
public sealed record VerifiedFile(ModelFile File, bool Intact);

/// <summary>What can be recognised after <see cref="PackInstaller.EnsureAsync"/>.</summary>
/// <param name="Serving">The pack that serves each task that can be served.</param>
/// <param name="MissingTasks">Tasks no installed pack serves.</param>
/// <param name="Notes">What is missing, why, and how to get it, in plain sentences; empty when all is well.</param>
public sealed record PackInstallation(
    IReadOnlyList<PackTask> Serving, IReadOnlyList<string> MissingTasks, IReadOnlyList<string> Notes);
