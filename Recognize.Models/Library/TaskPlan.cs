using Recognize.Models.Media;

namespace Recognize.Models.Library;

/// <summary>
/// Which version of each task is wanted in the whole system, and whether a user's files may have it: from this the
/// state follows in which a task begins.
/// </summary>
/// <param name="Versions">
/// Version that each task is to have: of its pack, rules and data; a task that no worker does is absent. Basics may be.
/// </param>
/// <param name="FacesAllowed">The owner has agreed to face recognition.</param>
public sealed record TaskPlan(IReadOnlyDictionary<AnalysisTask, string> Versions, bool FacesAllowed)
{
    /// <summary>Raised whenever stored basics (hash, metadata, thumbnails) must be made anew.</summary>
    public const string BasicsVersion = "basics-2";

    public string? VersionOf(AnalysisTask task) =>
        Versions.GetValueOrDefault(task) ?? (task == AnalysisTask.Basics ? BasicsVersion : null);

    public AnalysisState FirstStateOf(AnalysisTask task)
    {
        if (task == AnalysisTask.Faces && !FacesAllowed)
            return AnalysisState.Withheld;
        return VersionOf(task) is null ? AnalysisState.Waiting : AnalysisState.Due;
    }

    /// <summary>The tasks that a file of a kind needs.</summary>
    public static IReadOnlyList<AnalysisTask> TasksOf(MediaKind kind) => kind switch
    {
        MediaKind.Photo or MediaKind.Video =>
            [AnalysisTask.Basics, AnalysisTask.Faces, AnalysisTask.Objects, AnalysisTask.Landmarks],
        MediaKind.Audio => [AnalysisTask.Basics, AnalysisTask.Music],
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>The kinds of file that need a task.</summary>
    public static IReadOnlyList<MediaKind> KindsOf(AnalysisTask task) =>
        [.. Enum.GetValues<MediaKind>().Where(kind => TasksOf(kind).Contains(task))];
}
