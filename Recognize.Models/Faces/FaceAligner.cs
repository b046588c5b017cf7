using System.Numerics;
using Recognize.Models.Media;

namespace Recognize.Models.Faces;

/// <summary>Maps image pixels to the pixels of an aligned crop: <c>u = ax - by + tx</c>, <c>v = bx + ay + ty</c>.</summary>
internal readonly record struct SimilarityTransform(double A, double B, double TranslateX, double TranslateY)
{
    /// <summary>Crop pixels for each image pixel.</summary>
    public double Scale => Math.Sqrt((A * A) + (B * B));
}

/// <summary>Cuts faces out upright, at the size and place face embedders are trained on.</summary>
internal static class FaceAligner
{
    /// <summary>Width and height of an aligned crop, in pixels.</summary>
    public const int CropSize = 112;

    /// <summary>Bytes of an aligned crop: red, green, blue, interleaved.</summary>
    public const int CropBytes = CropSize * CropSize * 3;

    /// <summary>Where the five points lie in a crop: the template of ArcFace (arxiv.org/abs/1801.07698).</summary>
    private static readonly Vector2[] Template =
    [
        new(38.2946f, 51.6963f), new(73.5318f, 51.5014f), new(56.0252f, 71.7366f),
        new(41.5493f, 92.3655f), new(70.7299f, 92.2041f),
    ];

    /// <summary>The least-squares similarity from five points of an image to the template.</summary>
    public static SimilarityTransform Estimate(ReadOnlySpan<Vector2> points)
    {
        double meanX = 0, meanY = 0, meanU = 0, meanV = 0;
        for (var index = 0; index < Template.Length; index++)
        {
            meanX += points[index].X / (double)Template.Length;
            meanY += points[index].Y / (double)Template.Length;
            meanU += Template[index].X / (double)Template.Length;
            meanV += Template[index].Y / (double)Template.Length;
        }
        double along = 0, across = 0, variance = 0;
        for (var index = 0; index < Template.Length; index++)
        {
            double x = points[index].X - meanX, y = points[index].Y - meanY;
            double u = Template[index].X - meanU, v = Template[index].Y - meanV;
            along += (x * u) + (y * v);
            across += (x * v) - (y * u);
            variance += (x * x) + (y * y);
        }
        // Five equal points have no scale; any finite crop will do, and its quality is nil.
        if (variance < 1e-6)
            return new SimilarityTransform(1, 0, meanU - meanX, meanV - meanY);
        double a = along / variance, b = across / variance;
        return new SimilarityTransform(
            a, b, meanU - ((a * meanX) - (b * meanY)), meanV - ((b * meanX) + (a * meanY)));
    }

    /// <summary>
    /// Fills a crop of <see cref="CropBytes"/> from the image: bilinear, black outside of the image. Where a crop pixel
    /// covers more than two image pixels, several samples are averaged, or fine structure would alias.
    /// </summary>
    public static void Align(PixelImage image, in SimilarityTransform transform, Span<byte> crop)
    {
        var squared = (transform.A * transform.A) + (transform.B * transform.B);
        double inverseA = transform.A / squared, inverseB = -transform.B / squared;
        var samples = Math.Clamp((int)Math.Ceiling((1 / transform.Scale / 2) - 0.01), 1, 16);
        var weight = 1f / (samples * samples);
        var pixels = image.Pixels;
        for (var v = 0; v < CropSize; v++)
        {
            for (var u = 0; u < CropSize; u++)
            {
                var sum = Vector3.Zero;
                for (var sample = 0; sample < samples * samples; sample++)
                {
                    var du = u + (((sample % samples) + 0.5) / samples) - 0.5 - transform.TranslateX;
                    var dv = v + (((sample / samples) + 0.5) / samples) - 0.5 - transform.TranslateY;
                    sum += Sample(
                        pixels, image.Width, image.Height,
                        (inverseA * du) - (inverseB * dv), (inverseB * du) + (inverseA * dv));
                }
                var value = (sum * weight) + new Vector3(0.5f);
                var at = ((v * CropSize) + u) * 3;
                crop[at] = (byte)value.X;
                crop[at + 1] = (byte)value.Y;
                crop[at + 2] = (byte)value.Z;
            }
        }
    }

    private static Vector3 Sample(ReadOnlySpan<byte> pixels, int width, int height, double x, double y)
    {
        // Also false for the infinities and not-a-numbers of a degenerate transform.
        if (!(x > -1 && y > -1 && x < width && y < height))
            return Vector3.Zero;
        var left = (int)Math.Floor(x);
        var top = (int)Math.Floor(y);
        var right = (float)(x - left);
        var bottom = (float)(y - top);
        return (Pixel(pixels, width, height, left, top) * ((1 - right) * (1 - bottom)))
            + (Pixel(pixels, width, height, left + 1, top) * (right * (1 - bottom)))
            + (Pixel(pixels, width, height, left, top + 1) * ((1 - right) * bottom))
            + (Pixel(pixels, width, height, left + 1, top + 1) * (right * bottom));
    }

    private static Vector3 Pixel(ReadOnlySpan<byte> pixels, int width, int height, int x, int y)
    {
        if ((uint)x >= (uint)width || (uint)y >= (uint)height)
            return Vector3.Zero;
        var at = ((y * width) + x) * 3;
        return new Vector3(pixels[at], pixels[at + 1], pixels[at + 2]);
    }
}
