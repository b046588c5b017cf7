using System.Numerics.Tensors;

namespace Recognize.Models.Landmarks.Features;

/// <summary>
/// Describes the patch around a point by the directions of its edges in 4 x 4 cells (Lowe 2004, section 6), summed over
/// patches of several sizes (Dong and Soatto 2015: a scale that is a little off then matters less), as square roots of
/// shares (Arandjelović and Zisserman 2012: then the plain dot product compares them well). The patch is not turned to its
/// main direction: photos are upright, and then what is up and what is down tells windows from doors (Perdoch et al. 2009).
/// </summary>
internal static class PatchDescriptor
{
    private const int Cells = 4;
    private const int Directions = 8;

    // Half a cell beyond the outer cells on each side still counts towards them.
    private const int Samples = 20;
    private const float SamplesPerCell = 4;

    // Lowe 2004, section 6.1: a cell is three deviations wide, no direction outweighs the rest.
    private const float CellInSigmas = 3;
    private const float MaxShare = 0.2f;

    // Sizes of the patches that are summed.
    private static readonly float[] Sizes = [0.75f, 1, 1.35f];

    private static readonly SampleWeight[] Weights = WeighSamples();

    /// <summary>Describes one point; false when the patch shows nothing.</summary>
    /// <param name="level">The level that suits the point's scale.</param>
    /// <param name="x">In pixels of the level.</param>
    /// <param name="y">In pixels of the level.</param>
    /// <param name="sigma">The point's scale, in pixels of the level.</param>
    /// <param name="descriptor">Filled: <see cref="LocalFeatures.DescriptorLength"/> bytes.</param>
    public static bool TryWrite(GreyPlane level, float x, float y, float sigma, Span<byte> descriptor)
    {
        Span<float> histogram = stackalloc float[LocalFeatures.DescriptorLength];
        histogram.Clear();
        foreach (var size in Sizes)
            Sum(level, x, y, sigma * CellInSigmas * size, histogram);

        var norm = TensorPrimitives.Norm<float>(histogram);
        if (norm == 0)
            return false;
        TensorPrimitives.Divide(histogram, norm, histogram);
        TensorPrimitives.Min(histogram, MaxShare, histogram);
        TensorPrimitives.Divide(histogram, TensorPrimitives.Sum<float>(histogram), histogram);
        TensorPrimitives.Sqrt(histogram, histogram);
        for (var i = 0; i < histogram.Length; i++)
            descriptor[i] = (byte)MathF.Round(histogram[i] * LocalFeatures.DescriptorNorm);
        return true;
    }

    private static void Sum(GreyPlane level, float x, float y, float cell, Span<float> histogram)
    {
        ReadOnlySpan<float> values = level.Values;
        var step = cell / SamplesPerCell;
        for (var i = 0; i < Samples; i++)
        {
            var v = (i + 0.5f - (Samples / 2)) * step;
            for (var j = 0; j < Samples; j++)
            {
                var u = (j + 0.5f - (Samples / 2)) * step;
                if (!Gradient.TryAt(values, level.Width, level.Height, x + u, y + v, out var slopeX, out var slopeY))
                    continue;
                var direction = Gradient.Turn(slopeX, slopeY) * Directions;
                var steepness = MathF.Sqrt((slopeX * slopeX) + (slopeY * slopeY));
                Weights[(i * Samples) + j].Add(histogram, direction, steepness);
            }
        }
    }

    private static SampleWeight[] WeighSamples()
    {
        var weights = new SampleWeight[Samples * Samples];
        for (var i = 0; i < Samples; i++)
        {
            for (var j = 0; j < Samples; j++)
                weights[(i * Samples) + j] = SampleWeight.At(Place(j), Place(i));
        }
        return weights;

        static float Place(int sample) => (sample + 0.5f - (Samples / 2)) / SamplesPerCell;
    }

    /// <summary>To which cells a sample counts, and how much: its place in the patch is always the same.</summary>
    private readonly record struct SampleWeight(int Cell, float TopLeft, float TopRight, float BottomLeft, float BottomRight)
    {
        private const int Row = Cells * Directions;

        /// <param name="u">Columns of cells from the middle of the patch.</param>
        /// <param name="v">Rows of cells from the middle of the patch.</param>
        public static SampleWeight At(float u, float v)
        {
            // Lowe 2004, section 6.1: a Gaussian window of half the patch's width.
            var window = MathF.Exp(-((u * u) + (v * v)) / (2 * (Cells / 2f) * (Cells / 2f)));
            var (column, row) = (u + (Cells / 2f) - 0.5f, v + (Cells / 2f) - 0.5f);
            var (left, top) = ((int)MathF.Floor(column), (int)MathF.Floor(row));
            var (right, bottom) = (column - left, row - top);
            return new SampleWeight(
                ((top * Cells) + left) * Directions,
                window * Inside(left, top) * (1 - right) * (1 - bottom),
                window * Inside(left + 1, top) * right * (1 - bottom),
                window * Inside(left, top + 1) * (1 - right) * bottom,
                window * Inside(left + 1, top + 1) * right * bottom);
        }

        public void Add(Span<float> histogram, float direction, float steepness)
        {
            var low = (int)direction;
            var share = direction - low;
            low &= Directions - 1;
            var high = (low + 1) & (Directions - 1);
            Add(histogram, Cell, TopLeft * steepness, low, high, share);
            Add(histogram, Cell + Directions, TopRight * steepness, low, high, share);
            Add(histogram, Cell + Row, BottomLeft * steepness, low, high, share);
            Add(histogram, Cell + Row + Directions, BottomRight * steepness, low, high, share);
        }

        private static void Add(Span<float> histogram, int cell, float amount, int low, int high, float share)
        {
            if (amount == 0)
                return;
            histogram[cell + low] += amount * (1 - share);
            histogram[cell + high] += amount * share;
        }

        private static float Inside(int column, int row) =>
            column is >= 0 and < Cells && row is >= 0 and < Cells ? 1 : 0;
    }
}
