using System.Numerics;
using Recognize.Models.Media;

namespace Recognize.Models.Deidentification;

/// <summary>Paints a region in one colour, the same for everybody: a mean of the face would tell its skin's.</summary>
internal sealed class SolidCover : IFaceCover
{
    private static readonly Vector3 Grey = new(72);

    public void Cover(PixelImage image, in CoverRegion region)
    {
        var bounds = region.Bounds(image.Width, image.Height);
        for (var y = bounds.Top; y < bounds.Bottom; y++)
        {
            for (var x = bounds.Left; x < bounds.Right; x++)
                CoverPaint.Put(image.Pixels, image.Width, x, y, region.CoverageAt(x, y), Grey);
        }
    }
}
