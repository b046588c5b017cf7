using System.Collections.Immutable;
using System.Diagnostics;
using Recognize.Models.Faces;
using Recognize.Models.Faces.Grouping;
using Recognize.Models.Library;
using Recognize.Models.Media;
using Recognize.Models.Objects;
using Recognize.Models.Tags;

namespace Recognize.Worker.Analysis;

/// <summary>How one task of one file ended.</summary>
/// <param name="Task">The task.</param>
/// <param name="PackVersion">What made the result; set when it succeeded.</param>
/// <param name="ErrorKind">Null when it succeeded.</param>
/// <param name="Reason">A sentence for the owner, without paths; set when it failed.</param>
internal sealed record TaskOutcome(
    AnalysisTask Task, string? PackVersion, AnalysisErrorKind? ErrorKind, string? Reason)
{
    public static TaskOutcome Succeeded(AnalysisTask task, string packVersion) => new(task, packVersion, null, null);

    public static TaskOutcome Failed(AnalysisTask task, AnalysisErrorKind kind, string reason) => new(task, null, kind, reason);

    /// <summary>A pack that was there when the task was planned is there no longer.</summary>
    public static TaskOutcome NoModel(AnalysisTask task) =>
        Failed(task, AnalysisErrorKind.Transient, "This worker has no model for the task.");
}

/// <summary>What <see cref="AnalysisTask.Basics"/> learns of a file. Fields as in <see cref="MediaItem"/>.</summary>
internal sealed record BasicsResult
{
    public required byte[] ContentHash { get; init; }

    public DateTime? TakenAt { get; init; }

    public short? TakenAtOffsetMinutes { get; init; }

    public int? Width { get; init; }

    public int? Height { get; init; }

    public string? CameraMake { get; init; }

    public string? CameraModel { get; init; }

    public string? LensModel { get; init; }

    public double? Latitude { get; init; }

    public double? Longitude { get; init; }

    public double? Altitude { get; init; }

    public double? DurationSeconds { get; init; }

    public string? Title { get; init; }

    public string? Description { get; init; }

    public short? Rating { get; init; }

    public string? Artist { get; init; }

    public string? Album { get; init; }

    public string? Genre { get; init; }

    public MotionClip? Motion { get; init; }

    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The file's own keywords; they become tags of their own kind.</summary>
    public IReadOnlyList<string> Keywords { get; init; } = [];
}

/// <summary>All that the analysis of one file brought; stored by <see cref="OutcomeWriter"/> in one transaction.</summary>
internal sealed record AnalysisOutcome(ClaimedMedia Media, IReadOnlyList<TaskOutcome> Tasks)
{
    /// <summary>Whether any task brought something to store.</summary>
    public bool HasResults => Tasks.Any(task => task.ErrorKind is null);

    /// <summary>Whether any task failed.</summary>
    public bool HasFailures => Tasks.Any(task => task.ErrorKind is not null);

    /// <summary>The file's span, when somebody listens; the span that stores it refers to it.</summary>
    public ActivityContext Trace { get; init; }

    /// <summary>Set when <see cref="AnalysisTask.Basics"/> succeeded.</summary>
    public BasicsResult? Basics { get; init; }

    /// <summary>Set when <see cref="AnalysisTask.Faces"/> succeeded; an empty list says there are none.</summary>
    public IReadOnlyList<DetectedFace>? Faces { get; init; }

    /// <summary>How alike faces of the models must be that found <see cref="Faces"/>.</summary>
    public SimilarityLimits FaceLimits { get; init; } = SimilarityLimits.MobileFaceNet;

    /// <summary>What each task that gives tags and succeeded found; an empty list says nothing was recognised.</summary>
    public IReadOnlyDictionary<AnalysisTask, IReadOnlyList<RecognizedTag>> Tags { get; init; } =
        ImmutableDictionary<AnalysisTask, IReadOnlyList<RecognizedTag>>.Empty;

    /// <summary>
    /// Set when <see cref="AnalysisTask.Objects"/> succeeded on a photo; an empty list says there was nothing to count.
    /// Each is of one of that task's <see cref="Tags"/>.
    /// </summary>
    public IReadOnlyList<CountedObject>? Counted { get; init; }

    /// <summary>
    /// Set when the file was not analysed through no fault of its own: it is due again as it was, and nothing is counted.
    /// </summary>
    public bool IsGivenBack { get; init; }

    /// <summary>Set besides when that was for want of room on the disk.</summary>
    public bool IsDiskFull { get; init; }

    /// <summary>Nothing came of a file, and that says nothing about it.</summary>
    public static AnalysisOutcome GivenBack(ClaimedMedia media, bool isDiskFull = false) =>
        new(media, []) { IsGivenBack = true, IsDiskFull = isDiskFull };

    /// <summary>The same failure for everything that was asked of a file.</summary>
    public static AnalysisOutcome Failed(ClaimedMedia media, AnalysisErrorKind kind, string reason) =>
        new(media, [.. media.Tasks.Select(task => TaskOutcome.Failed(task, kind, reason))]);
}
