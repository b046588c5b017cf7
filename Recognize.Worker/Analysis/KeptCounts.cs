using Recognize.Models.Library;
using Recognize.Models.People;
using Recognize.Models.Tags;

namespace Recognize.Worker.Analysis;

/// <summary>All counts that are kept as sums of changes. See docs/scale.md.</summary>
internal sealed class KeptCounts(LedgerCounts ledger, PeopleCounts people, TagCounts tags, MonthCounts months)
{
    /// <summary>Sums up what has changed since the last time.</summary>
    public async Task RollUpAsync(CancellationToken cancellationToken)
    {
        await ledger.RollUpAsync(cancellationToken);
        await people.RollUpAsync(cancellationToken);
        await tags.RollUpAsync(cancellationToken);
        await months.RollUpAsync(cancellationToken);
    }

    /// <summary>Counts everything anew and corrects what differs, then sums it up.</summary>
    /// <returns>Counts that were wrong.</returns>
    public async Task<int> RecountAsync(CancellationToken cancellationToken)
    {
        var corrected = await ledger.RecountAsync(cancellationToken)
            + await people.RecountAsync(cancellationToken)
            + await tags.RecountAsync(cancellationToken)
            + await months.RecountAsync(cancellationToken);
        await RollUpAsync(cancellationToken);
        return corrected;
    }
}
