using System.Buffers;
using Recognize.Models.Media;

namespace Recognize.Models.Landmarks.Features;

/// <summary>
/// Brightness of every pixel, 0..1, rows from the top without padding. The buffer is pooled: the owner disposes it once.
/// </summary>
internal sealed class GreyPlane : IDisposable
{
    private float[]? _buffer;

    private GreyPlane(float[] buffer, int width, int height)
    {
        _buffer = buffer;
        Width = width;
        Height = height;
    }

    public int Width { get; }

    public int Height { get; }

    public Span<float> Values =>
        (_buffer ?? throw new ObjectDisposedException(nameof(GreyPlane))).AsSpan(0, Width * Height);

    /// <summary>Rents a plane; its values are not cleared.</summary>
    public static GreyPlane Rent(int width, int height) =>
        new(ArrayPool<float>.Shared.Rent(checked(width * height)), width, height);

    /// <summary>The luma (BT.601 weights) of an image.</summary>
    public static GreyPlane FromImage(PixelImage image)
    {
        var plane = Rent(image.Width, image.Height);
        ReadOnlySpan<byte> pixels = image.Pixels;
        var values = plane.Values;
        for (var i = 0; i < values.Length; i++)
        {
            var at = i * 3;
            var luma = (0.299f * pixels[at]) + (0.587f * pixels[at + 1]) + (0.114f * pixels[at + 2]);
            values[i] = luma / 255;
        }
        return plane;
    }

    /// <summary>Every second pixel of every second row; the caller disposes both.</summary>
    public GreyPlane Halve()
    {
        var half = Rent(Width / 2, Height / 2);
        var source = Values;
        var target = half.Values;
        for (var y = 0; y < half.Height; y++)
        {
            var row = source.Slice(2 * y * Width, Width);
            var output = target.Slice(y * half.Width, half.Width);
            for (var x = 0; x < output.Length; x++)
                output[x] = row[2 * x];
        }
        return half;
    }

    public void Dispose()
    {
        var buffer = Interlocked.Exchange(ref _buffer, null);
        if (buffer is not null)
            ArrayPool<float>.Shared.Return(buffer);
    }
}
