using Recognize.Models.Faces;

namespace Recognize.Worker.Grouping;

/// <summary>What belongs to a grouping besides the groups: drawn faces before it, questions to the user after it.</summary>
internal sealed class GroupingUpkeep(DrawnFaces drawn, PeopleSuggestions suggestions)
{
    public Task BeforeAsync(Guid ownerId, FaceRecognizer recogniser, CancellationToken cancellationToken) =>
        drawn.DescribeAsync(ownerId, recogniser, cancellationToken);

    public Task AfterAsync(Guid ownerId, FaceRecognizer recogniser, CancellationToken cancellationToken) =>
        suggestions.FindAsync(ownerId, recogniser.PackVersion, recogniser.SimilarityLimits, cancellationToken);
}
