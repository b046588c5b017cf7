using Recognize.Models.Media;

namespace Recognize.Models.Objects.Forms;

/// <summary>
/// Tells screenshots, documents and memes from photos, by what their pixels are like and by where they come from; never
/// by their names. The limits are set so that no photo of the measured sets is taken for one; see docs/objects.md.
/// </summary>
internal static class PictureForms
{
    private const int SmallestSide = 160;

    /// <summary>What the picture is, or null for a photo.</summary>
    public static PictureForm? Judge(PixelImage image, PhotoOrigin origin)
    {
        if (Math.Min(image.Width, image.Height) < SmallestSide)
            return null;
        var grid = PictureGrid.Of(image);
        return JudgeScreenshot(grid, origin) ?? JudgeMeme(image, grid, origin) ?? JudgeDocument(grid);
    }

    private static PictureForm? JudgeScreenshot(PictureGrid grid, PhotoOrigin origin)
    {
        // Cameras do not write lossless files, and what is saved lossily has no surface of one exact colour left.
        if (origin.HasCamera || origin.Format is not ("PNG" or "WebP" or "BMP"))
            return null;
        var isScreen = DeviceScreens.HasSize(origin.OriginalWidth, origin.OriginalHeight);
        var (exact, glyphs) = (grid.ExactShare, grid.GlyphShare);
        var isDrawn = exact >= (isScreen ? 0.25f : 0.5f) && exact < 0.995f && glyphs >= (isScreen ? 0.005f : 0.02f);
        return isDrawn
            ? new PictureForm("screenshot", isScreen ? 0.95f : 0.8f, HidesContent: true)
            : null;
    }

    private static PictureForm? JudgeMeme(PixelImage image, PictureGrid grid, PhotoOrigin origin)
    {
        if (origin.HasCamera)
            return null;
        var top = CaptionBand.Rows(image, fromTop: true);
        var bottom = CaptionBand.Rows(image, fromTop: false);
        // What lies between the captions must be a photo: a page or a chart has letters and lines everywhere.
        if ((top == 0 && bottom == 0) || grid.GlyphShare > 0.2f || grid.LargestPaper().Share > 0.6f)
            return null;
        return new PictureForm(
            "meme", top > 0 && bottom > 0 ? 0.95f : 0.8f, HidesContent: false,
            (float)top / image.Height, 1 - ((float)bottom / image.Height));
    }

    private static PictureForm? JudgeDocument(PictureGrid grid)
    {
        var paper = grid.LargestPaper();
        if (paper.Share < 0.4f)
            return null;
        var ink = (float)paper.Ink / paper.Cells;
        var inLines = (float)paper.InLines / Math.Max(1, paper.Ink);
        var printed = (float)paper.Printed / Math.Max(1, paper.Ink);
        return ink is >= 0.08f and <= 0.85f && inLines >= 0.5f && printed >= 0.3f
            ? new PictureForm("document", Math.Min(0.95f, 0.6f + (0.4f * paper.Share)), HidesContent: true)
            : null;
    }
}
