using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Recognize.Models.Media.Photos;

namespace Recognize.Models.Media;

/// <summary>
/// Shrinks decoded pixels with a cubic filter widened to the target's pixels (Catmull-Rom), which keeps edges crisp and
/// fine patterns from flickering. Thread-safe; uses the calling thread alone.
/// </summary>
public static class PixelResizer
{
    /// <summary>
    /// A new image of at most <paramref name="maxEdgePixels"/> on its longer side, in the same proportions; a copy when
    /// the image is not larger. The caller disposes both.
    /// </summary>
    public static PixelImage Resize(PixelImage image, int maxEdgePixels)
    {
        var (width, height) = FitWithin(image.Width, image.Height, maxEdgePixels);
        return Resize(image.Pixels, image.Width, image.Height, width, height);
    }

    /// <summary>The size, in the same proportions, whose longer side is at most the given one; never larger.</summary>
    internal static (int Width, int Height) FitWithin(int width, int height, int maxEdgePixels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxEdgePixels);
        var longer = Math.Max(width, height);
        if (longer <= maxEdgePixels)
            return (width, height);
        var scale = (double)maxEdgePixels / longer;
        return (Math.Max(1, (int)Math.Round(width * scale)), Math.Max(1, (int)Math.Round(height * scale)));
    }

    /// <summary>RGB pixels in another size, each side by its own factor.</summary>
    internal static PixelImage Resize(
        ReadOnlySpan<byte> pixels, int sourceWidth, int sourceHeight, int width, int height) =>
        Resize(pixels, sourceWidth, sourceHeight, PixelImage.Rent(width, height));

    /// <summary>The same into an image of the wanted size, which is given back.</summary>
    internal static PixelImage Resize(
        ReadOnlySpan<byte> pixels, int sourceWidth, int sourceHeight, PixelImage result)
    {
        if ((sourceWidth, sourceHeight) == (result.Width, result.Height))
            pixels.CopyTo(result.Pixels);
        else
            Filter(pixels, sourceWidth, sourceHeight, result);
        return result;
    }

    private static void Filter(ReadOnlySpan<byte> source, int sourceWidth, int sourceHeight, PixelImage target)
    {
        var rowLength = sourceWidth * 3;
        // Pixels are summed four channels at a time: the last one needs a neighbour that is never used.
        var sums = ArrayPool<float>.Shared.Rent(rowLength + 1);
        try
        {
            sums[rowLength] = 0;
            var columns = FilterWeights.Of(sourceWidth, target.Width);
            var rows = FilterWeights.Of(sourceHeight, target.Height);
            for (var y = 0; y < target.Height; y++)
            {
                var lines = source.Slice(rows.Starts[y] * rowLength, rows.Counts[y] * rowLength);
                RowSum.Of(lines, rowLength, rows.Weights.AsSpan(y * rows.Stride, rows.Counts[y]), sums.AsSpan(0, rowLength));
                var output = target.Pixels.Slice(y * target.Width * 3, target.Width * 3);
                SumColumns(sums.AsSpan(0, rowLength + 1), columns, output);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(sums);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumColumns(ReadOnlySpan<float> sums, FilterWeights columns, Span<byte> output)
    {
        var most = Vector128.Create(255f);
        ref var first = ref MemoryMarshal.GetReference(sums);
        for (var x = 0; x < columns.Starts.Length; x++)
        {
            var total = Vector128.Create(0.5f);
            var at = (nuint)(columns.Starts[x] * 3);
            foreach (var weight in columns.Weights.AsSpan(x * columns.Stride, columns.Counts[x]))
            {
                total = Vector128.MultiplyAddEstimate(Vector128.LoadUnsafe(ref first, at), Vector128.Create(weight), total);
                at += 3;
            }
            var rounded = Vector128.ConvertToInt32(Vector128.Min(Vector128.Max(total, Vector128<float>.Zero), most));
            output[x * 3] = (byte)rounded.GetElement(0);
            output[(x * 3) + 1] = (byte)rounded.GetElement(1);
            output[(x * 3) + 2] = (byte)rounded.GetElement(2);
        }
    }
}
