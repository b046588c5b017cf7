using System.Numerics.Tensors;

namespace Recognize.Models.Faces.Grouping;

/// <summary>The contract of vectors that come in: finite, of unit length, all equally long.</summary>
internal static class UnitVectors
{
    /// <summary>Far above the rounding of float32, far below any vector that was never normalised.</summary>
    private const float Tolerance = 0.01f;

    /// <exception cref="ArgumentException">The vector breaks the contract; the message names the face.</exception>
    public static void Check(GroupingFace face, int length)
    {
        if (face.Embedding.Length == 0 || face.Embedding.Length != length)
            throw new ArgumentException(
                $"Face {face.Id} has a vector of {face.Embedding.Length} numbers among others of {length}.");
        // Written so that a NaN or infinite norm fails it too.
        if (!(MathF.Abs(TensorPrimitives.Norm<float>(face.Embedding) - 1) <= Tolerance))
            throw new ArgumentException($"Face {face.Id} has a vector that is not of unit length.");
    }

    /// <summary>The unit vector along a sum; a sum of zero, which has no direction, as it is.</summary>
    public static float[] DirectionOf(float[] sum)
    {
        var norm = TensorPrimitives.Norm<float>(sum);
        if (norm == 0)
            return sum;
        var direction = new float[sum.Length];
        TensorPrimitives.Divide(sum, norm, direction);
        return direction;
    }

    /// <summary>Whether no number is NaN or infinite.</summary>
    public static bool AreFinite(float[] values) => float.IsFinite(TensorPrimitives.SumOfSquares<float>(values));
}
