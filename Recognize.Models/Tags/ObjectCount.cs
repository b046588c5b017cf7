namespace Recognize.Models.Tags;

/// <summary>
/// How many things of one tag the detector saw in a photo, and where; videos have none. Stored in <c>object_counts</c>.
/// </summary>
public sealed class ObjectCount
{
    public required Guid MediaId { get; init; }

    /// <summary>One of the tags that the same run gave the photo.</summary>
    public required string TagId { get; init; }

    /// <summary>At least 1.</summary>
    public required short Count { get; init; }

    /// <summary>Four values for each thing, surest first: x, y, width, height in fractions of the upright photo.</summary>
    public required float[] Boxes { get; init; }

    /// <summary>How sure the detector was of each box, 0..1; in their order.</summary>
    public required float[] Scores { get; init; }
}
