using Recognize.Models.Library;
using Recognize.Models.Media;

namespace Recognize.Worker.Analysis;

/// <summary>The library of a claimed file.</summary>
/// <param name="Id">Its row.</param>
/// <param name="OwnerId">Whose it is.</param>
/// <param name="RootPath">Absolute path of its folder.</param>
internal sealed record ClaimedLibrary(Guid Id, Guid OwnerId, string RootPath);

/// <summary>One file with the tasks a worker has claimed of it.</summary>
/// <param name="MediaId">The file's row.</param>
/// <param name="Library">Where it lies.</param>
/// <param name="Path">Absolute path; never shown or stored.</param>
/// <param name="Kind">Decides which analyser takes it.</param>
/// <param name="SizeBytes">As the scan saw it.</param>
/// <param name="ModifiedTicks">As the scan saw it: results of another state of the file are not stored.</param>
/// <param name="Tasks">What to do.</param>
internal sealed record ClaimedMedia(
    Guid MediaId,
    ClaimedLibrary Library,
    string Path,
    MediaKind Kind,
    long SizeBytes,
    long ModifiedTicks,
    IReadOnlyList<AnalysisTask> Tasks)
{
    /// <summary>Whose it is.</summary>
    public Guid OwnerId => Library.OwnerId;
}
