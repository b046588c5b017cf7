using Recognize.Models.Library;
using Recognize.Models.Media;

namespace Recognize.Worker.Analysis;

/// <summary>One file with the tasks a worker has claimed of it.</summary>
/// <param name="MediaId">The file's row.</param>
/// <param name="OwnerId">Whose it is.</param>
/// <param name="Path">Absolute path; never shown or stored.</param>
/// <param name="Kind">Decides which analyser takes it.</param>
/// <param name="SizeBytes">As the scan saw it.</param>
/// <param name="ModifiedTicks">As the scan saw it: results of another state of the file are not stored.</param>
/// <param name="Tasks">What to do.</param>
internal sealed record ClaimedMedia(
    Guid MediaId,
    Guid OwnerId,
    string Path,
    MediaKind Kind,
    long SizeBytes,
    long ModifiedTicks,
    IReadOnlyList<AnalysisTask> Tasks);
