using System.Numerics.Tensors;
using Recognize.Models.Faces.Grouping;

namespace Recognize.Models.People.Refusals;

/// <summary>A look in the clear: the mean of a person's best faces, and whether another face is like it.</summary>
/// <param name="Faces">How many faces the mean is made of, at least one.</param>
/// <param name="Mean">Mean of their unit vectors; shorter than one where they differ.</param>
public sealed record FaceLook(int Faces, float[] Mean)
{
    /// <summary>More change the mean by less than one photo does.</summary>
    private const int MostFaces = 64;

    /// <summary>The mean of the better half by quality; null without a face.</summary>
    /// <param name="bestFirst">Unit vectors of one version, by falling quality.</param>
    public static FaceLook? Of(IReadOnlyList<float[]> bestFirst)
    {
        FaceLook? look = null;
        foreach (var vector in bestFirst.Take(Math.Min(MostFaces, (bestFirst.Count + 1) / 2)))
            look = look is null ? new FaceLook(1, [.. vector]) : look.With(vector);
        return look;
    }

    /// <summary>The same with one face more.</summary>
    public FaceLook With(ReadOnlySpan<float> vector)
    {
        var mean = new float[Mean.Length];
        TensorPrimitives.Multiply<float>(Mean, Faces, mean);
        TensorPrimitives.Add<float>(mean, vector, mean);
        TensorPrimitives.Divide<float>(mean, Faces + 1, mean);
        return new FaceLook(Faces + 1, mean);
    }

    /// <summary>Similarity of a unit vector to the direction of the look, -1..1; never like one of another length.</summary>
    public float Similarity(ReadOnlySpan<float> vector) =>
        vector.Length == Mean.Length ? TensorPrimitives.CosineSimilarity<float>(Mean, vector) : -1;

    /// <summary>
    /// Least similarity by which a face is refused: what a late face needs to be attached to a group, more where the look is
    /// of a few faces, and half the lead that grouping asks for, since there is no runner-up here to compare with. Measured
    /// in docs/people.md.
    /// </summary>
    public float Needed(SimilarityLimits limits) =>
        limits.Attach + (Math.Max(0, limits.Pair - limits.Attach) / Faces) + (limits.Margin / 2);

    /// <summary>Whether a face is that of the look.</summary>
    public bool IsLike(ReadOnlySpan<float> vector, SimilarityLimits limits) => Similarity(vector) >= Needed(limits);
}
