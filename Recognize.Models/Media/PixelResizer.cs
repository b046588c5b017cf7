using System.Buffers;
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
        // Pixels are summed several channels at a time: the last ones need neighbours that are never used.
        var padded = rowLength + ColumnSum.Beyond;
        var sums = ArrayPool<float>.Shared.Rent(padded);
        try
        {
            sums.AsSpan(rowLength, ColumnSum.Beyond).Clear();
            var columns = FilterWeights.Of(sourceWidth, target.Width);
            var rows = FilterWeights.Of(sourceHeight, target.Height);
            for (var y = 0; y < target.Height; y++)
            {
                var lines = source.Slice(rows.Starts[y] * rowLength, rows.Counts[y] * rowLength);
                RowSum.Of(lines, rowLength, rows.Weights.AsSpan(y * rows.Stride, rows.Counts[y]), sums.AsSpan(0, rowLength));
                var output = target.Pixels.Slice(y * target.Width * 3, target.Width * 3);
                ColumnSum.Of(sums.AsSpan(0, padded), columns, output);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(sums);
        }
    }
}
