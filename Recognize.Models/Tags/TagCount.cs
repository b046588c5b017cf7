namespace Recognize.Models.Tags;

/// <summary>
/// A change of how many visible files of an owner carry a tag. Stored in <c>tag_counts</c>, by triggers alone; the sum of
/// all changes is the count. See <see cref="TagCounts"/>.
/// </summary>
public sealed class TagCount
{
    public Guid OwnerId { get; init; }

    public required string TagId { get; init; }

    public int Change { get; init; }
}
