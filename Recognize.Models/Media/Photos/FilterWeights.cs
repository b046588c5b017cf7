namespace Recognize.Models.Media.Photos;

/// <summary>
/// For each position of a resized line, the source positions it is made of and their weights, which add up to one.
/// </summary>
/// <param name="Starts">The first source position of each.</param>
/// <param name="Counts">How many source positions each has.</param>
/// <param name="Weights">Of each, <paramref name="Stride"/> numbers; after those that count there are zeros.</param>
/// <param name="Stride">Even, so that weights can be taken in pairs.</param>
internal sealed record FilterWeights(int[] Starts, int[] Counts, float[] Weights, int Stride)
{
    // R. Keys, "Cubic convolution interpolation for digital image processing", 1981.
    private const double CubicA = -0.5;
    private const double CubicRadius = 2;

    internal static FilterWeights Of(int source, int target)
    {
        var ratio = (double)source / target;
        var widening = Math.Max(1, ratio);
        var radius = CubicRadius * widening;
        var stride = ((int)Math.Ceiling(radius * 2) + 2) & ~1;
        var filter = new FilterWeights(new int[target], new int[target], new float[target * stride], stride);
        for (var i = 0; i < target; i++)
        {
            var centre = (i + 0.5) * ratio;
            var start = Math.Max(0, (int)(centre - radius + 0.5));
            var end = Math.Min(source, Math.Min((int)(centre + radius + 0.5), start + stride));
            var weights = filter.Weights.AsSpan(i * stride, end - start);
            var total = 0f;
            for (var j = 0; j < weights.Length; j++)
                total += weights[j] = (float)Cubic((start + j + 0.5 - centre) / widening);
            foreach (ref var weight in weights)
                weight /= total;
            filter.Starts[i] = start;
            filter.Counts[i] = weights.Length;
        }
        return filter;
    }

    private static double Cubic(double x)
    {
        x = Math.Abs(x);
        if (x < 1)
            return (((CubicA + 2) * x) - (CubicA + 3)) * x * x + 1;
        return x < 2 ? CubicA * ((((x - 5) * x) + 8) * x - 4) : 0;
    }
}
