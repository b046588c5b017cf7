using Recognize.Models.Media;

namespace Recognize.Tests.Support;

/// <summary>Small images drawn by tests.</summary>
internal static class DrawnImage
{
    public static PixelImage Draw(int width, int height, Func<int, int, (byte Red, byte Green, byte Blue)> colour)
    {
        var image = PixelImage.Rent(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var at = ((y * width) + x) * 3;
                (image.Pixels[at], image.Pixels[at + 1], image.Pixels[at + 2]) = colour(x, y);
            }
        }
        return image;
    }

    public static PixelImage FromRgb(ReadOnlySpan<byte> rgb, int width, int height)
    {
        var image = PixelImage.Rent(width, height);
        rgb.CopyTo(image.Pixels);
        return image;
    }
}
