namespace Recognize.Models.Library;

/// <summary>
/// A change of how many tasks of visible files stand in a state. Stored in <c>analysis_counts</c>, by triggers alone; the
/// sum of all changes is the count. See <see cref="LedgerCounts"/>.
/// </summary>
public sealed class AnalysisCount
{
    public Guid LibraryId { get; init; }

    public AnalysisTask Task { get; init; }

    public AnalysisState State { get; init; }

    public long Change { get; init; }
}
