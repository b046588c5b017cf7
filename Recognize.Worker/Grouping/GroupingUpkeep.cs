using Recognize.Models.Faces;

namespace Recognize.Worker.Grouping;

/// <summary>What belongs to a grouping besides the groups: refused and drawn faces before it, questions to the user after it.</summary>
internal sealed class GroupingUpkeep(DrawnFaces drawn, LookSweep looks, PeopleSuggestions suggestions)
{
    /// <summary>Owners whose questions are to be found anew.</summary>
    public Task<IReadOnlyList<Guid>> OwnersToAskAsync(CancellationToken cancellationToken) =>
        suggestions.OwnersAsync(cancellationToken);

    public async Task BeforeAsync(Guid ownerId, FaceRecognizer recogniser, CancellationToken cancellationToken)
    {
        await looks.RunAsync(ownerId, recogniser.PackVersion, recogniser.SimilarityLimits, cancellationToken);
        await drawn.DescribeAsync(ownerId, recogniser, cancellationToken);
    }

    public Task AfterAsync(Guid ownerId, FaceRecognizer recogniser, CancellationToken cancellationToken) =>
        suggestions.FindAsync(ownerId, recogniser.PackVersion, recogniser.SimilarityLimits, cancellationToken);
}
