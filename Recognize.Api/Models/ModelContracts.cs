using System.ComponentModel;
using Recognize.Models.Library;

namespace Recognize.Api.Models;

/// <summary>What recognises what: the tasks, and the packs that can do each.</summary>
/// <param name="CanChoose">Whether the folder of models is reached from here; it is chosen on the server otherwise.</param>
internal sealed record ModelsResponse(bool CanChoose, IReadOnlyList<ModelTaskResponse> Tasks);

/// <summary>A task that packs do, and how far its results are those of the pack that is wanted.</summary>
/// <param name="Serving">Version that serves it by the files that are here; null when none does.</param>
/// <param name="Wanted">Version that workers have announced last; null while none has.</param>
/// <param name="IsChosen">Whether somebody chose it; it is the first of the catalogue that is complete otherwise.</param>
/// <param name="Files">Files that the task is for.</param>
/// <param name="Remaining">Files whose result is to be made, or made anew.</param>
/// <param name="PerSecond">Files done in a second; see <see cref="ModelSwitchResponse.Pace"/>.</param>
/// <param name="SecondsLeft">For what remains; null while nobody knows.</param>
internal sealed record ModelTaskResponse(
    AnalysisTask Task, string? Serving, string? Wanted, bool IsChosen, long Files, long Remaining, double? PerSecond,
    long? SecondsLeft, IReadOnlyList<ModelPackResponse> Packs);

/// <summary>A pack's part for one task.</summary>
/// <param name="IsOwn">Whether the owner added it.</param>
/// <param name="IsInstalled">Whether all its files are there in full length.</param>
/// <param name="IsInUse">Whether it serves the task.</param>
/// <param name="Accuracy">What was measured, by the name of the figure; empty where nothing was.</param>
internal sealed record ModelPackResponse(
    string Name, string Version, string Summary, bool IsOwn, bool IsInstalled, bool IsInUse, long Bytes,
    IReadOnlyDictionary<string, double> Accuracy, IReadOnlyList<ModelFileResponse> Files);

/// <param name="Licence">Of the weights, and what is not stated about them.</param>
/// <param name="Notes">What it is, and what to know of its origin.</param>
internal sealed record ModelFileResponse(string Name, string Licence, long Bytes, bool IsInstalled, string Notes);

/// <summary>What choosing a pack would mean.</summary>
/// <param name="From">Version that serves the task now; null when none does.</param>
/// <param name="To">Version that would.</param>
/// <param name="Files">Files that would be analysed anew.</param>
/// <param name="Pace">Where the rate is from; null where this task was not done lately.</param>
/// <param name="Seconds">How long that takes at that rate; null without one.</param>
internal sealed record ModelSwitchResponse(
    AnalysisTask Task, string? From, string To, long Files, WorkPace? Pace, double? PerSecond, long? Seconds);

/// <summary>Where a rate is from.</summary>
internal enum WorkPace
{
    /// <summary>The last minutes.</summary>
    Lately,

    /// <summary>The minutes of the last two days in which the task was done.</summary>
    LastDays,
}

internal sealed record ModelChoice
{
    [Description("Name of a pack; without it the first of the catalogue that is installed.")]
    public string? Pack { get; init; }

    [Description("Its version, where there are several of the name.")]
    public string? Version { get; init; }
}

/// <summary>Whether an installed file is the one of the catalogue, byte by byte.</summary>
internal sealed record VerifiedModelFile(string Name, bool IsIntact);
