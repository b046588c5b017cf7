using Recognize.Models.Landmarks.Matching;
using Recognize.Models.Media;
using Recognize.Models.Media.Photos;

namespace Recognize.Tests.Landmarks;

/// <summary>
/// A made-up view full of corners: boxes of many sizes and shades, the same ones for the same seed. It can be looked at
/// from elsewhere, in another light or out of focus.
/// </summary>
internal sealed class DrawnScene
{
    public const int Width = 640;
    public const int Height = 480;

    private readonly float[] _shades = new float[Width * Height];

    public DrawnScene(int seed, int boxes = 500)
    {
        var random = new Random(seed);
        Array.Fill(_shades, 0.5f);
        for (var i = 0; i < boxes; i++)
        {
            var size = 6 + (random.NextDouble() * random.NextDouble() * 90);
            var (x, y) = (random.Next(-20, Width), random.Next(-20, Height));
            Fill(x, y, (int)(size * (0.5 + random.NextDouble())), (int)size, (float)random.NextDouble());
        }
    }

    /// <summary>Paints over a part: a wall, a caption.</summary>
    public DrawnScene Fill(int left, int top, int width, int height, float shade)
    {
        for (var y = Math.Max(0, top); y < Math.Min(Height, top + height); y++)
        {
            for (var x = Math.Max(0, left); x < Math.Min(Width, left + width); x++)
                _shades[(y * Width) + x] = shade;
        }
        return this;
    }

    /// <summary>Paints a part of another scene over this one, at the same place.</summary>
    public DrawnScene Cover(DrawnScene other, int left, int top, int width, int height)
    {
        for (var y = top; y < top + height; y++)
            other._shades.AsSpan((y * Width) + left, width).CopyTo(_shades.AsSpan((y * Width) + left, width));
        return this;
    }

    public PixelImage Photo() => Photo(new PlaneTransform(1, 0, 0, 0, 1, 0));

    /// <param name="toScene">Takes a pixel of the photo to the place of the scene that it shows.</param>
    /// <param name="contrast">1 for the scene's own.</param>
    /// <param name="light">Added after that; 0 for the scene's own.</param>
    /// <param name="smear">Places in a square of this radius are averaged.</param>
    public PixelImage Photo(PlaneTransform toScene, double contrast = 1, double light = 0, int smear = 0)
    {
        var image = PixelImage.Rent(Width, Height);
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                double sum = 0;
                // Four places within the pixel: a smaller picture is not made of every second dot.
                for (var sample = 0; sample < 4; sample++)
                {
                    var (u, v) = toScene.Apply(x + (sample % 2 * 0.5) - 0.25, y + (sample / 2 * 0.5) - 0.25);
                    sum += Shade(u, v, smear) / 4;
                }
                var value = (byte)Math.Clamp(255 * (((sum - 0.5) * contrast) + 0.5 + light), 0, 255);
                image.Pixels.Slice(((y * Width) + x) * 3, 3).Fill(value);
            }
        }
        return image;
    }

    public static byte[] Jpeg(PixelImage image)
    {
        using (image)
            return JpegEncoder.Encode(image, 90);
    }

    private double Shade(double x, double y, int smear)
    {
        double sum = 0;
        for (var dy = -smear; dy <= smear; dy++)
        {
            for (var dx = -smear; dx <= smear; dx++)
                sum += Interpolate(x + dx, y + dy);
        }
        return sum / (((2 * smear) + 1) * ((2 * smear) + 1));
    }

    private double Interpolate(double x, double y)
    {
        var (left, top) = ((int)Math.Floor(x), (int)Math.Floor(y));
        var (a, b) = (x - left, y - top);
        return (((At(left, top) * (1 - a)) + (At(left + 1, top) * a)) * (1 - b))
            + (((At(left, top + 1) * (1 - a)) + (At(left + 1, top + 1) * a)) * b);
    }

    // Beyond its borders a scene is grey.
    private float At(int x, int y) => x is >= 0 and < Width && y is >= 0 and < Height ? _shades[(y * Width) + x] : 0.5f;
}
