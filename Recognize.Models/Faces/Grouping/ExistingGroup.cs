using System.Numerics.Tensors;

namespace Recognize.Models.Faces.Grouping;

/// <summary>Settled faces of one person that look alike, kept as a sum so that single vectors need not stay loaded.</summary>
/// <param name="Sum">Sum of the faces' unit vectors.</param>
/// <param name="Count">How many vectors are in the sum, at least one.</param>
public sealed record GroupFacet(float[] Sum, int Count)
{
    /// <summary>The mean vector, shorter than a unit vector the more the faces differ.</summary>
    internal float[] Mean()
    {
        var mean = new float[Sum.Length];
        TensorPrimitives.Divide(Sum, Count, mean);
        return mean;
    }
}

/// <summary>
/// A person as settled by the owner or by earlier runs. Their faces never move; new faces may join.
/// </summary>
/// <param name="PersonId">The person's id.</param>
/// <param name="Facets">
/// One for most people. A person whom the owner put together from looks that differ (child and adult, before and
/// after the beard) has several, and a new face has to be like one of them, not like their blurred mean.
/// </param>
/// <param name="MediaIds">Every photo that already has a face of this person, whatever its quality.</param>
public sealed record ExistingGroup(
    Guid PersonId,
    IReadOnlyList<GroupFacet> Facets,
    IReadOnlyCollection<Guid> MediaIds)
{
    /// <summary>
    /// Settled faces that <see cref="GroupingInput.SameFaces"/> or <see cref="GroupingInput.DifferentFaces"/> name; others
    /// need not be listed.
    /// </summary>
    public IReadOnlyCollection<Guid> FaceIds { get; init; } = [];
}
