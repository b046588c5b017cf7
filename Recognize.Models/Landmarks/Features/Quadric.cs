namespace Recognize.Models.Landmarks.Features;

/// <summary>The top of the quadric through a value and its neighbours in space and scale (Brown and Lowe 2002).</summary>
/// <param name="HasTop">Whether there is one: the second derivatives are not degenerate.</param>
/// <param name="OffsetX">From the middle value, in pixels.</param>
/// <param name="OffsetY">From the middle value, in pixels.</param>
/// <param name="OffsetLevel">From the middle value, in levels.</param>
/// <param name="Value">The height of the top.</param>
/// <param name="EdgeRatio">Ratio of the two curvatures in the plane; infinite on a saddle.</param>
internal readonly record struct Quadric(
    bool HasTop, float OffsetX, float OffsetY, float OffsetLevel, float Value, float EdgeRatio)
{
    public static Quadric Around(GreyPlane[] planes, int x, int y, int level)
    {
        var width = planes[0].Width;
        var at = (y * width) + x;
        ReadOnlySpan<float> below = planes[level - 1].Values;
        ReadOnlySpan<float> here = planes[level].Values;
        ReadOnlySpan<float> above = planes[level + 1].Values;

        var twice = 2 * here[at];
        var gx = (here[at + 1] - here[at - 1]) / 2;
        var gy = (here[at + width] - here[at - width]) / 2;
        var gl = (above[at] - below[at]) / 2;
        var xx = here[at + 1] + here[at - 1] - twice;
        var yy = here[at + width] + here[at - width] - twice;
        var ll = above[at] + below[at] - twice;
        var xy = (here[at + width + 1] - here[at + width - 1] - here[at - width + 1] + here[at - width - 1]) / 4;
        var xl = (above[at + 1] - above[at - 1] - below[at + 1] + below[at - 1]) / 4;
        var yl = (above[at + width] - above[at - width] - below[at + width] + below[at - width]) / 4;

        var determinant = (xx * ((yy * ll) - (yl * yl))) - (xy * ((xy * ll) - (yl * xl))) + (xl * ((xy * yl) - (yy * xl)));
        if (MathF.Abs(determinant) < 1e-20f)
            return default;

        // Cramer's rule for H·offset = -gradient.
        var ox = -((gx * ((yy * ll) - (yl * yl))) - (xy * ((gy * ll) - (yl * gl))) + (xl * ((gy * yl) - (yy * gl))))
            / determinant;
        var oy = -((xx * ((gy * ll) - (yl * gl))) - (gx * ((xy * ll) - (yl * xl))) + (xl * ((xy * gl) - (gy * xl))))
            / determinant;
        var ol = -((xx * ((yy * gl) - (gy * yl))) - (xy * ((xy * gl) - (gy * xl))) + (gx * ((xy * yl) - (yy * xl))))
            / determinant;
        var value = here[at] + (((gx * ox) + (gy * oy) + (gl * ol)) / 2);
        return new Quadric(true, ox, oy, ol, value, RatioOfCurvatures(xx, yy, xy));
    }

    private static float RatioOfCurvatures(float xx, float yy, float xy)
    {
        var determinant = (xx * yy) - (xy * xy);
        if (determinant <= 0)
            return float.PositiveInfinity;
        var trace = xx + yy;
        // (r+1)²/r = trace²/determinant, solved for the ratio r ≥ 1.
        var half = (trace * trace / determinant / 2) - 1;
        return half + MathF.Sqrt(MathF.Max(0, (half * half) - 1));
    }
}
