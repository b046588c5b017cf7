using Recognize.Models.Library;

namespace Recognize.Api.Jobs;

/// <summary>How the analysis of the caller's files stands.</summary>
/// <param name="Counts">Ledger rows of visible files for each task and state.</param>
/// <param name="Tasks">How each task comes along.</param>
/// <param name="Remaining">Rows that are due or running.</param>
/// <param name="PerSecond">Rows finished in a second, over the last minutes.</param>
/// <param name="SecondsLeft">At that rate; null while nothing was finished lately and something remains.</param>
/// <param name="Failures">The latest ones.</param>
/// <param name="Jobs">Jobs that wait or run.</param>
/// <param name="Runs">The latest jobs that ended.</param>
/// <param name="Notice">Why some work is not done, in a sentence; null when all is.</param>
internal sealed record JobsResponse(
    IReadOnlyList<TaskCountResponse> Counts,
    IReadOnlyList<TaskProgressResponse> Tasks,
    long Remaining,
    double PerSecond,
    long? SecondsLeft,
    IReadOnlyList<FailureResponse> Failures,
    IReadOnlyList<JobResponse> Jobs,
    IReadOnlyList<JobResponse> Runs,
    string? Notice);

internal sealed record TaskCountResponse(AnalysisTask Task, AnalysisState State, long Count);

/// <param name="Remaining">Files that are due or in work.</param>
/// <param name="PerSecond">Files done in a second, over the last minutes.</param>
/// <param name="SecondsLeft">At that rate; null while nothing was done lately and something remains.</param>
internal sealed record TaskProgressResponse(AnalysisTask Task, long Remaining, double PerSecond, long? SecondsLeft);
