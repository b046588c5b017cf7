using System.Runtime.CompilerServices;

namespace Recognize.Models.Landmarks.Features;

/// <summary>Slope of brightness at a place between pixels.</summary>
internal static class Gradient
{
    /// <summary>
    /// Bilinear between the central differences of the four pixels around. False when one of them touches the border.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryAt(
        ReadOnlySpan<float> plane, int width, int height, float x, float y, out float slopeX, out float slopeY)
    {
        var left = (int)MathF.Floor(x);
        var top = (int)MathF.Floor(y);
        if (left < 1 || top < 1 || left >= width - 2 || top >= height - 2)
        {
            slopeX = slopeY = 0;
            return false;
        }
        var (a, b) = (x - left, y - top);
        var at = (top * width) + left;
        var above = plane.Slice(at - width, 2);
        var upper = plane.Slice(at - 1, 4);
        var lower = plane.Slice(at + width - 1, 4);
        var below = plane.Slice(at + (2 * width), 2);
        var upperX = ((upper[2] - upper[0]) * (1 - a)) + ((upper[3] - upper[1]) * a);
        var lowerX = ((lower[2] - lower[0]) * (1 - a)) + ((lower[3] - lower[1]) * a);
        slopeX = ((upperX * (1 - b)) + (lowerX * b)) / 2;
        var upperY = ((lower[1] - above[0]) * (1 - a)) + ((lower[2] - above[1]) * a);
        var lowerY = ((below[0] - upper[1]) * (1 - a)) + ((below[1] - upper[2]) * a);
        slopeY = ((upperY * (1 - b)) + (lowerY * b)) / 2;
        return true;
    }

    /// <summary>Direction of a slope in turns, 0 up to but not 1; off by at most 0.00001 turns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Turn(float slopeX, float slopeY)
    {
        var (ax, ay) = (MathF.Abs(slopeX), MathF.Abs(slopeY));
        var large = MathF.Max(ax, ay);
        if (large == 0)
            return 0;
        var t = MathF.Min(ax, ay) / large;
        // atan(t) / 2π on 0..1 by an odd polynomial (Abramowitz and Stegun 4.4.47, divided by 2π).
        var s = t * t;
        var turn = t * (0.1591336f + (s * (-0.0525688f + (s * (0.0286703f + (s * (-0.0135493f + (s * 0.0033160f))))))));
        if (ay > ax)
            turn = 0.25f - turn;
        if (slopeX < 0)
            turn = 0.5f - turn;
        if (slopeY < 0)
            turn = 1 - turn;
        return turn >= 1 ? 0 : turn;
    }
}
