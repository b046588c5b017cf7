using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Recognize.Models.Media;
using Recognize.Models.Media.Photos;

namespace Recognize.Models.Inference;

/// <summary>Writes a part of an image, resized in the same pass, into a network's planar input tensor.</summary>
internal static class ImageTensor
{
    /// <summary>
    /// Resizes an area of the image to <paramref name="width"/> x <paramref name="height"/> at the top left of a
    /// tensor of three planes of <paramref name="tensorWidth"/> x <paramref name="tensorHeight"/>; what lies to the
    /// right and below it in the tensor is left as it is.
    /// </summary>
    public static void Write(
        PixelImage image, SourceArea area, TensorLayout layout,
        Span<float> tensor, int tensorWidth, int tensorHeight, int width, int height)
    {
        using var vertical = new ResampleWeights(area.Y, area.Height, image.Height, height);
        using var horizontal = new ResampleWeights(area.X, area.Width, image.Width, width);
        var plane = tensorWidth * tensorHeight;
        var red = tensor.Slice(layout.BlueFirst ? 2 * plane : 0, plane);
        var green = tensor.Slice(plane, plane);
        var blue = tensor.Slice(layout.BlueFirst ? 0 : 2 * plane, plane);

        var leftmost = horizontal.First(0);
        var columns = horizontal.First(width - 1) + horizontal.Taps - leftmost;
        // One float more than needed: pixels are read four floats at a time.
        var row = ArrayPool<float>.Shared.Rent((columns * 3) + 1);
        row[columns * 3] = 0;
        try
        {
            for (var y = 0; y < height; y++)
            {
                RowSum.Of(
                    image.Pixels.Slice((vertical.First(y) * image.Width + leftmost) * 3), image.Width * 3,
                    vertical.Of(y), row.AsSpan(0, columns * 3));
                var at = y * tensorWidth;
                WriteRow(
                    row, leftmost, horizontal, layout,
                    red.Slice(at, width), green.Slice(at, width), blue.Slice(at, width));
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(row);
        }
    }

    /// <summary>Writes a square interleaved crop as it is, or mirrored left to right, into a tensor of its size.</summary>
    public static void WriteCrop(
        ReadOnlySpan<byte> crop, int size, TensorLayout layout, Span<float> tensor, bool mirrored)
    {
        var plane = size * size;
        var red = tensor.Slice(layout.BlueFirst ? 2 * plane : 0, plane);
        var green = tensor.Slice(plane, plane);
        var blue = tensor.Slice(layout.BlueFirst ? 0 : 2 * plane, plane);
        var (mean, scale) = (layout.Mean, layout.Scale);
        for (var at = 0; at < plane; at++)
        {
            var from = 3 * (mirrored ? at + size - 1 - (2 * (at % size)) : at);
            red[at] = (crop[from] - mean.Red) * scale.Red;
            green[at] = (crop[from + 1] - mean.Green) * scale.Green;
            blue[at] = (crop[from + 2] - mean.Blue) * scale.Blue;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WriteRow(
        float[] row, int leftmost, in ResampleWeights horizontal, TensorLayout layout,
        Span<float> red, Span<float> green, Span<float> blue)
    {
        ref var source = ref MemoryMarshal.GetArrayDataReference(row);
        var mean = Vector128.Create(layout.Mean.Red, layout.Mean.Green, layout.Mean.Blue, 0);
        var scale = Vector128.Create(layout.Scale.Red, layout.Scale.Green, layout.Scale.Blue, 0);
        for (var x = 0; x < red.Length; x++)
        {
            var weights = horizontal.Of(x);
            var at = (nuint)((horizontal.First(x) - leftmost) * 3);
            Vector128<float> sum = default;
            for (var tap = 0; tap < weights.Length; tap++)
            {
                sum = Vector128.MultiplyAddEstimate(
                    Vector128.LoadUnsafe(ref source, at + (nuint)(tap * 3)), Vector128.Create(weights[tap]), sum);
            }
            var value = (sum - mean) * scale;
            red[x] = value[0];
            green[x] = value[1];
            blue[x] = value[2];
        }
    }
}
