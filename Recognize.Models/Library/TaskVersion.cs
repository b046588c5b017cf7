namespace Recognize.Models.Library;

/// <summary>
/// The version that a task is to have in the whole system; workers that have another one leave the task alone. Stored in
/// <c>task_versions</c>. A task that no worker has announced is absent.
/// </summary>
public sealed class TaskVersion
{
    public required AnalysisTask Task { get; init; }

    public required string Version { get; set; }

    /// <summary>Whether an owner chose the pack; it was the best one installed otherwise.</summary>
    public bool IsChosen { get; set; }

    /// <summary>Of the newest program that has announced the version.</summary>
    public required string ProgramVersion { get; set; }

    /// <summary>When the pack was chosen or installed.</summary>
    public DateTimeOffset ChosenAt { get; set; }

    /// <summary>The home folder, by its id, in which that was done.</summary>
    public required string ChosenBy { get; set; }

    /// <summary>When a worker that has the version last said so, to an hour.</summary>
    public DateTimeOffset SeenAt { get; set; }
}
