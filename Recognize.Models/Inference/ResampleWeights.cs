using System.Buffers;

namespace Recognize.Models.Inference;

/// <summary>
/// The source pixels and their weights behind every output pixel along one axis: a triangle as wide as the shrink
/// factor. That is bilinear interpolation when enlarging and area averaging without aliasing when shrinking; pixel
/// centres lie at half-integers, edges are replicated. The buffers are pooled.
/// </summary>
internal readonly struct ResampleWeights : IDisposable
{
    private readonly int[] _first;
    private readonly float[] _weights;

    public ResampleWeights(double start, double length, int sourceSize, int outputSize)
    {
        var scale = length / outputSize;
        var support = Math.Max(1, scale);
        // No more pixel centres than this lie strictly inside the triangle's base.
        Taps = Math.Min((int)Math.Ceiling(support * 2), sourceSize);
        _first = ArrayPool<int>.Shared.Rent(outputSize);
        _weights = ArrayPool<float>.Shared.Rent(outputSize * Taps);
        for (var index = 0; index < outputSize; index++)
            _first[index] = FillOne(index, start + ((index + 0.5) * scale) - 0.5, support, sourceSize);
    }

    /// <summary>Weights kept for each output pixel; unused ones are zero.</summary>
    public int Taps { get; }

    /// <summary>The first source pixel that counts for an output pixel; the window never leaves the source.</summary>
    public int First(int index) => _first[index];

    public ReadOnlySpan<float> Of(int index) => _weights.AsSpan(index * Taps, Taps);

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_first);
        ArrayPool<float>.Shared.Return(_weights);
    }

    private int FillOne(int index, double centre, double support, int sourceSize)
    {
        centre = Math.Clamp(centre, 0, sourceSize - 1);
        var first = (int)Math.Floor(centre - support) + 1;
        first = Math.Clamp(first, 0, sourceSize - Taps);
        var weights = _weights.AsSpan(index * Taps, Taps);
        double sum = 0;
        for (var tap = 0; tap < Taps; tap++)
        {
            var weight = Math.Max(0, 1 - (Math.Abs(first + tap - centre) / support));
            weights[tap] = (float)weight;
            sum += weight;
        }
        var normal = (float)(1 / sum);
        for (var tap = 0; tap < Taps; tap++)
            weights[tap] *= normal;
        return first;
    }
}
