using System.ComponentModel;
using Recognize.Api.Media;
using Recognize.Models.Library;

namespace Recognize.Api.Jobs;

/// <summary>A task of a file that was given up, or is left alone.</summary>
/// <param name="Reason">A sentence.</param>
/// <param name="Advice">What the owner can do about it.</param>
internal sealed record FailureResponse(
    Guid MediaId,
    string FileName,
    AnalysisTask Task,
    AnalysisState State,
    AnalysisErrorKind? ErrorKind,
    string? Reason,
    string Advice,
    DateTimeOffset? FinishedAt)
{
    public static FailureResponse Of(AnalysisEntry entry, string relativePath) => new(
        entry.MediaId, MediaTimeline.FileName(relativePath), entry.Task, entry.State, entry.ErrorKind, entry.Reason,
        FailureAdvice.Of(entry.ErrorKind), entry.FinishedAt);
}

internal sealed record RetryRequest
{
    [Description("Only one task: basics, faces, objects, landmarks or music.")]
    public AnalysisTask? Task { get; init; }

    [Description("Only one kind of failure: unreadable, transient or poison.")]
    public AnalysisErrorKind? ErrorKind { get; init; }

    [Description("Everybody's, not only the caller's; admins only.")]
    public bool Everybody { get; init; }
}

/// <summary>Failures that have one reason.</summary>
/// <param name="Reason">A sentence; it names no file.</param>
/// <param name="Advice">What can be done about it.</param>
/// <param name="Count">How many tasks of files failed for it.</param>
/// <param name="Latest">When the last of them did.</param>
internal sealed record FailureGroupResponse(
    AnalysisTask Task, AnalysisErrorKind? ErrorKind, string? Reason, string Advice, long Count, DateTimeOffset? Latest);

internal sealed record AnalyseRequest
{
    [Description("Only these tasks; all without.")]
    public IReadOnlyList<AnalysisTask>? Tasks { get; init; }
}

/// <param name="Due">Tasks that became due.</param>
internal sealed record DueResponse(int Due);
