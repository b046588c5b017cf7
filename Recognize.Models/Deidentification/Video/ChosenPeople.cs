using System.Numerics.Tensors;

namespace Recognize.Models.Deidentification.Video;

/// <summary>The people who stay readable in a video, by vectors of their faces.</summary>
/// <param name="vectors">Unit vectors of the recogniser in use; without any, nobody stays readable.</param>
public sealed class ChosenPeople(IReadOnlyList<float[]> vectors)
{
    /// <summary>Nobody.</summary>
    public static ChosenPeople None { get; } = new([]);

    public bool IsNobody => vectors.Count == 0;

    /// <summary>Similarity to the nearest of the vectors.</summary>
    public float Likeness(float[] vector) => vectors.Max(known => TensorPrimitives.Dot<float>(known, vector));
}
