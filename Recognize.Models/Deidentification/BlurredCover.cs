using Recognize.Models.Media;

namespace Recognize.Models.Deidentification;

/// <summary>
/// Blurs a region. What is blurred are the means of squares half a standard deviation wide, not the pixels: the blur
/// looks the same, and whoever would compute it back has no more to start from than those few colours.
/// </summary>
/// <param name="deviation">Standard deviation, in fractions of the longer side of the face.</param>
/// <param name="noise">As grainy as the blur itself, and as strong as in squares.</param>
internal sealed class BlurredCover(double deviation, CoverNoise noise) : IFaceCover
{
    private const float SquaresInDeviation = 2;

    public void Cover(PixelImage image, in CoverRegion region)
    {
        var bounds = region.Bounds(image.Width, image.Height);
        if (bounds.IsEmpty)
            return;
        var grid = ColourGrid.Read(
            image, region, (float)(region.FaceSize * deviation / SquaresInDeviation),
            border: (int)(3 * SquaresInDeviation));
        grid.Add(noise, ColourGrid.QuietedBy(SquaresInDeviation));
        grid.Smooth(SquaresInDeviation);
        for (var y = bounds.Top; y < bounds.Bottom; y++)
        {
            for (var x = bounds.Left; x < bounds.Right; x++)
                CoverPaint.Put(image.Pixels, image.Width, x, y, region.CoverageAt(x, y), grid.Between(x, y));
        }
    }
}
