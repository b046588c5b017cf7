using Recognize.Models.Media;

namespace Recognize.Benchmarks;

/// <summary>Pixels to work on; what they show does not matter to what is measured.</summary>
internal static class NoiseImage
{
    public static PixelImage Make(int width, int height)
    {
        var image = PixelImage.Rent(width, height);
        new Random(1).NextBytes(image.Pixels);
        return image;
    }
}
