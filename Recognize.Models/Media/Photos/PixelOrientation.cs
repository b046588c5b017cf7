using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Recognize.Models.Media.Photos;

/// <summary>Turns pixels upright by their EXIF orientation (1 to 8).</summary>
internal static class PixelOrientation
{
    // Transposing walks one image across its rows: in blocks, both images' rows stay in the nearest cache.
    private const int Block = 32;

    internal static bool SwapsSides(int orientation) => orientation is >= 5 and <= 8;

    /// <summary>The upright image; takes over <paramref name="image"/>, which it returns or disposes.</summary>
    /// <param name="image">Not yet upright.</param>
    /// <param name="orientation">1 to 8; others mean upright.</param>
    /// <param name="rent">Gives memory for the result when it is another one; null for the pool.</param>
    internal static PixelImage Apply(PixelImage image, int orientation, Func<int, int, PixelImage>? rent = null)
    {
        if (orientation is < 2 or > 8)
            return image;

        var (width, height) = (image.Width, image.Height);
        rent ??= PixelImage.Rent;
        var upright = SwapsSides(orientation) ? rent(height, width) : rent(width, height);
        // Where the first upright pixel comes from, and how far one step to the right and one step down leads.
        var (start, right, down) = orientation switch
        {
            2 => (width - 1, -1, width),
            3 => ((width * height) - 1, -1, -width),
            4 => (width * (height - 1), 1, -width),
            5 => (0, width, 1),
            6 => (width * (height - 1), -width, 1),
            7 => ((width * height) - 1, -width, -1),
            _ => (width - 1, width, -1),
        };
        Copy(Pixels(image), Pixels(upright), upright.Width, upright.Height, start, right, down);
        image.Dispose();
        return upright;
    }

    private static Span<Rgb> Pixels(PixelImage image) => MemoryMarshal.Cast<byte, Rgb>(image.Pixels);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Copy(
        ReadOnlySpan<Rgb> source, Span<Rgb> target, int width, int height, int start, int right, int down)
    {
        for (var top = 0; top < height; top += Block)
        {
            var bottom = Math.Min(top + Block, height);
            for (var left = 0; left < width; left += Block)
            {
                var end = Math.Min(left + Block, width);
                for (var y = top; y < bottom; y++)
                {
                    var from = start + (y * down) + (left * right);
                    for (var x = left; x < end; x++, from += right)
                        target[(y * width) + x] = source[from];
                }
            }
        }
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private readonly record struct Rgb(byte Red, byte Green, byte Blue);
}
