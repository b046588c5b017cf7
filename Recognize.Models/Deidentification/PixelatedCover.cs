using Recognize.Models.Media;

namespace Recognize.Models.Deidentification;

/// <summary>Paints a region in squares of one colour each.</summary>
/// <param name="squares">Squares across the longer side of the face.</param>
/// <param name="noise">Added to each square.</param>
internal sealed class PixelatedCover(double squares, CoverNoise noise) : IFaceCover
{
    public void Cover(PixelImage image, in CoverRegion region)
    {
        var bounds = region.Bounds(image.Width, image.Height);
        if (bounds.IsEmpty)
            return;
        var grid = ColourGrid.Read(image, region, (float)(region.FaceSize / squares), border: 0);
        grid.Add(noise);
        for (var y = bounds.Top; y < bounds.Bottom; y++)
        {
            for (var x = bounds.Left; x < bounds.Right; x++)
                CoverPaint.Put(image.Pixels, image.Width, x, y, region.CoverageAt(x, y), grid.At(x, y));
        }
    }
}
