using System.Buffers;
using System.Numerics;

namespace Recognize.Models.Landmarks.Features;

/// <summary>Separable Gaussian blur; pixels beyond the border repeat those on it. Thread-safe.</summary>
internal sealed class GaussianBlur
{
    // Beyond four deviations nothing is left that a byte's step would show.
    private const float Reach = 4;

    private readonly float[] _weights;

    /// <param name="sigma">Standard deviation, in pixels.</param>
    public GaussianBlur(float sigma)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sigma);
        var radius = Math.Max(1, (int)MathF.Ceiling(Reach * sigma));
        _weights = new float[radius + 1];
        for (var i = 0; i <= radius; i++)
            _weights[i] = MathF.Exp(-(i * i) / (2 * sigma * sigma));
        var sum = _weights[0] + (2 * _weights.Skip(1).Sum());
        for (var i = 0; i <= radius; i++)
            _weights[i] /= sum;
    }

    private int Radius => _weights.Length - 1;

    /// <summary>A blurred copy; the caller disposes both.</summary>
    public GreyPlane Apply(GreyPlane source)
    {
        var result = GreyPlane.Rent(source.Width, source.Height);
        var padded = ArrayPool<float>.Shared.Rent(source.Width + (2 * Radius));
        try
        {
            for (var y = 0; y < source.Height; y++)
            {
                var line = padded.AsSpan(0, source.Width + (2 * Radius));
                SumRows(source, y, line.Slice(Radius, source.Width));
                line[..Radius].Fill(line[Radius]);
                line[^Radius..].Fill(line[^(Radius + 1)]);
                SumColumns(line, result.Values.Slice(y * source.Width, source.Width));
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(padded);
        }
        return result;
    }

    private void SumRows(GreyPlane source, int y, Span<float> output)
    {
        ReadOnlySpan<float> values = source.Values;
        var width = source.Width;
        var x = 0;
        for (; x + Vector<float>.Count <= width; x += Vector<float>.Count)
        {
            var sum = new Vector<float>(values[((y * width) + x)..]) * _weights[0];
            for (var i = 1; i < _weights.Length; i++)
            {
                var above = Math.Max(0, y - i) * width;
                var below = Math.Min(source.Height - 1, y + i) * width;
                sum += (new Vector<float>(values[(above + x)..]) + new Vector<float>(values[(below + x)..])) * _weights[i];
            }
            sum.CopyTo(output[x..]);
        }
        for (; x < width; x++)
        {
            var sum = values[(y * width) + x] * _weights[0];
            for (var i = 1; i < _weights.Length; i++)
            {
                var above = Math.Max(0, y - i) * width;
                var below = Math.Min(source.Height - 1, y + i) * width;
                sum += (values[above + x] + values[below + x]) * _weights[i];
            }
            output[x] = sum;
        }
    }

    private void SumColumns(ReadOnlySpan<float> line, Span<float> output)
    {
        var x = 0;
        for (; x + Vector<float>.Count <= output.Length; x += Vector<float>.Count)
        {
            var centre = x + Radius;
            var sum = new Vector<float>(line[centre..]) * _weights[0];
            for (var i = 1; i < _weights.Length; i++)
                sum += (new Vector<float>(line[(centre - i)..]) + new Vector<float>(line[(centre + i)..])) * _weights[i];
            sum.CopyTo(output[x..]);
        }
        for (; x < output.Length; x++)
        {
            var centre = x + Radius;
            var sum = line[centre] * _weights[0];
            for (var i = 1; i < _weights.Length; i++)
                sum += (line[centre - i] + line[centre + i]) * _weights[i];
            output[x] = sum;
        }
    }
}
