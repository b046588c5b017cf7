using Recognize.Models.Jobs;
using Recognize.Models.Library;

namespace Recognize.Api.Admin;

/// <summary>How the whole house stands: counts of all users together, never what they are of.</summary>
/// <param name="Files">Files that the last scans found.</param>
/// <param name="Pictures">Photos and videos among them.</param>
/// <param name="Recordings">Music and other sound among them.</param>
/// <param name="People">People that at least one visible file shows.</param>
/// <param name="NamedPeople">People with a name.</param>
/// <param name="GroupedFaces">Faces that have a person.</param>
/// <param name="Tags">Different tags on files.</param>
/// <param name="Tasks">How each kind of analysis stands.</param>
/// <param name="Remaining">Tasks of files that are due or in work.</param>
/// <param name="PerSecond">Tasks ended in a second, over the last minutes.</param>
/// <param name="SecondsLeft">At that rate; null while nothing was ended lately and something remains.</param>
/// <param name="Jobs">Jobs that wait or run, everybody's; those that run first.</param>
/// <param name="Attention">What an admin should look at, the most pressing first.</param>
internal sealed record OverviewResponse(
    int Users,
    int Libraries,
    long Files,
    long Pictures,
    long Recordings,
    long People,
    long NamedPeople,
    long GroupedFaces,
    long Tags,
    IReadOnlyList<HouseTaskResponse> Tasks,
    long Remaining,
    double PerSecond,
    long? SecondsLeft,
    IReadOnlyList<HouseJobResponse> Jobs,
    IReadOnlyList<AttentionResponse> Attention);

/// <summary>How a kind of analysis stands in the whole house.</summary>
/// <param name="Due">Waits for a worker.</param>
/// <param name="Failed">Was given up.</param>
/// <param name="Quarantined">Is left alone, since it took a worker down twice.</param>
/// <param name="Withheld">Needs a consent that is not given.</param>
/// <param name="Waiting">No installed pack does it.</param>
internal sealed record HouseTaskResponse(
    AnalysisTask Task, long Due, long Running, long Done, long Failed, long Quarantined, long Withheld, long Waiting,
    double PerSecond, long? SecondsLeft);

/// <summary>A job of anybody.</summary>
/// <param name="User">Whose; null for the system's own.</param>
/// <param name="Done">How far it is, in steps of its kind.</param>
/// <param name="Total">Of how many; null when that is not known.</param>
internal sealed record HouseJobResponse(
    string Kind, string? User, JobState State, DateTimeOffset RequestedAt, DateTimeOffset? StartedAt, long? Done, long? Total);

/// <summary>Something that an admin should look at.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Items">Which, at most ten; none where counts are all that an admin may see.</param>
internal sealed record AttentionResponse(AttentionKind Kind, long Count, IReadOnlyList<AttentionItem> Items);

/// <param name="Subject">A library's folder, a worker, a user, a kind of job.</param>
/// <param name="User">Whose it is, where it is somebody's.</param>
/// <param name="Reason">A sentence.</param>
internal sealed record AttentionItem(string? Subject, string? User, string? Reason);

/// <summary>What there is to look at; in the order of urgency.</summary>
internal enum AttentionKind
{
    /// <summary>The key that opens what is sealed is missing.</summary>
    Keys,

    /// <summary>No worker lives.</summary>
    NoWorker,

    /// <summary>A worker that cannot work: its disk is full.</summary>
    WorkerBlocked,

    /// <summary>A worker without a heartbeat.</summary>
    WorkerLost,

    /// <summary>A library whose folder is missing or suddenly empty.</summary>
    LibrarySuspended,

    /// <summary>Changes of a library that are noticed by the next scan only.</summary>
    Watching,

    /// <summary>Files that could not be analysed.</summary>
    Failures,

    /// <summary>Jobs that failed within a week, and were not done since.</summary>
    JobFailed,

    /// <summary>Users who wait for an admin to approve face recognition.</summary>
    Approvals,

    /// <summary>Everybody's work is paused.</summary>
    Paused,

    /// <summary>A worker that holds back for a limit.</summary>
    WorkerYielding,
}

/// <summary>Over which stretch of time.</summary>
internal enum WorkPeriod
{
    Hour,
    Day,
    Week,
    Month,
}

/// <summary>Work over time; stretches in which nothing was done are left out.</summary>
/// <param name="From">When the first stretch begins.</param>
/// <param name="To">When the last one ends.</param>
/// <param name="StepSeconds">Length of a stretch.</param>
internal sealed record WorkChartResponse(
    DateTimeOffset From, DateTimeOffset To, long StepSeconds, IReadOnlyList<WorkPointResponse> Points);

/// <param name="From">When the stretch began.</param>
/// <param name="Done">Files whose results of the task were stored.</param>
/// <param name="Failed">Files that it was given up for.</param>
internal sealed record WorkPointResponse(DateTimeOffset From, AnalysisTask Task, long Done, long Failed);

/// <summary>Faces by quality, of the whole house.</summary>
/// <param name="Faces">Faces that were looked at for this.</param>
/// <param name="IsSample">Whether these are some of them, taken evenly, since there are too many to count each time.</param>
/// <param name="Bins">Twenty, from quality 0 to 1.</param>
internal sealed record FaceQualityResponse(long Faces, bool IsSample, IReadOnlyList<FaceQualityBin> Bins);

/// <param name="From">Least quality; the next one's is not included.</param>
/// <param name="Grouped">Faces that have a person.</param>
/// <param name="Waiting">Faces that have none.</param>
internal sealed record FaceQualityBin(double From, long Grouped, long Waiting);
