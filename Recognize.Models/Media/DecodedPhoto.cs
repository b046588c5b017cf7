namespace Recognize.Models.Media;

/// <summary>
/// A decoded photo; owns its pixels. <paramref name="OriginalWidth"/> and <paramref name="OriginalHeight"/> are the
/// upright size in pixels before shrinking: of a RAW file, the size of the preview that was decoded.
/// </summary>
/// <param name="Image">Upright sRGB pixels, not larger than asked for and never enlarged.</param>
/// <param name="OriginalWidth">Upright width of the whole photo.</param>
/// <param name="OriginalHeight">Upright height of the whole photo.</param>
/// <param name="Format">What the file really holds, whatever its name says: <c>JPEG</c>, <c>Nikon RAW</c> …</param>
public sealed record DecodedPhoto(PixelImage Image, int OriginalWidth, int OriginalHeight, string Format) : IDisposable
{
    public void Dispose() => Image.Dispose();
}
