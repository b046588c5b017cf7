using System.Numerics;

namespace Recognize.Models.Deidentification;

/// <summary>Lays colours over pixels, and reads their means.</summary>
internal static class CoverPaint
{
    /// <summary>Lays a colour over a pixel.</summary>
    /// <param name="pixels">RGB, interleaved.</param>
    /// <param name="width">Of the image.</param>
    /// <param name="x">Column.</param>
    /// <param name="y">Row.</param>
    /// <param name="coverage">1 replaces the pixel, 0 leaves it.</param>
    /// <param name="colour">Red, green, blue; what is not within 0..255 is cut.</param>
    public static void Put(Span<byte> pixels, int width, int x, int y, float coverage, Vector3 colour)
    {
        if (coverage <= 0)
            return;
        var at = ((y * width) + x) * 3;
        var below = new Vector3(pixels[at], pixels[at + 1], pixels[at + 2]);
        colour = Vector3.Clamp(colour, Vector3.Zero, new Vector3(255));
        var value = (coverage >= 1 ? colour : Vector3.Lerp(below, colour, coverage)) + new Vector3(0.5f);
        pixels[at] = (byte)value.X;
        pixels[at + 1] = (byte)value.Y;
        pixels[at + 2] = (byte)value.Z;
    }

    /// <summary>Mean colour of a rectangle, which holds one pixel at least.</summary>
    public static Vector3 Mean(ReadOnlySpan<byte> pixels, int width, in PixelBounds area)
    {
        long red = 0, green = 0, blue = 0;
        for (var y = area.Top; y < area.Bottom; y++)
        {
            foreach (var x in pixels.Slice(((y * width) + area.Left) * 3, (area.Right - area.Left) * 3).ToTriples())
            {
                red += x.Red;
                green += x.Green;
                blue += x.Blue;
            }
        }
        return new Vector3(red, green, blue) / ((float)(area.Right - area.Left) * (area.Bottom - area.Top));
    }

    private static ReadOnlySpan<Triple> ToTriples(this ReadOnlySpan<byte> bytes) =>
        System.Runtime.InteropServices.MemoryMarshal.Cast<byte, Triple>(bytes);

    private readonly record struct Triple(byte Red, byte Green, byte Blue);
}
