using Recognize.Models.Media;

namespace Recognize.Models.Library;

/// <summary>
/// Which version of each task is current on this installation, and whether a user's files may have it: from this the
/// state follows in which a task begins.
/// </summary>
/// <param name="FacesVersion">Version of the installed face pack, or null where there is none.</param>
/// <param name="ObjectsVersion">Version of the installed object pack and rules, or null where there is none.</param>
/// <param name="FacesAllowed">The owner has agreed to face recognition.</param>
public sealed record TaskPlan(string? FacesVersion, string? ObjectsVersion, bool FacesAllowed)
{
    /// <summary>Raised whenever stored basics (hash, metadata, thumbnails) must be made anew.</summary>
    public const string BasicsVersion = "basics-1";

    public string? VersionOf(AnalysisTask task) => task switch
    {
        AnalysisTask.Basics => BasicsVersion,
        AnalysisTask.Faces => FacesVersion,
        AnalysisTask.Objects => ObjectsVersion,
        _ => throw new ArgumentOutOfRangeException(nameof(task)),
    };

    public AnalysisState FirstStateOf(AnalysisTask task)
    {
        if (task == AnalysisTask.Faces && !FacesAllowed)
            return AnalysisState.Withheld;
        return VersionOf(task) is null ? AnalysisState.Waiting : AnalysisState.Due;
    }

    /// <summary>The tasks that a file of a kind needs.</summary>
    public static IReadOnlyList<AnalysisTask> TasksOf(MediaKind kind) => kind == MediaKind.Photo
        ? [AnalysisTask.Basics, AnalysisTask.Faces, AnalysisTask.Objects]
        : [AnalysisTask.Basics];
}
