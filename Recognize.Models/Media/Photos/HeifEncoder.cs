using Recognize.Models.Media.Vips;

namespace Recognize.Models.Media.Photos;

/// <summary>Encodes pixels as HEIC without metadata, where libheif has an encoder.</summary>
internal static unsafe class HeifEncoder
{
    /// <returns>Null where libheif on this machine can only decode.</returns>
    internal static byte[]? TryEncode(PixelImage image, int quality)
    {
        VipsRuntime.EnsureStarted();
        fixed (byte* pixels = image.Pixels)
        {
            using var wrapped = VipsImage.Wrap(pixels, image.Width, image.Height);
            using var copy = new VipsOperation("copy");
            using var srgb = copy.Set("in", wrapped).SetChoice("interpretation", "srgb").Run().TakeImage();
            using var save = new VipsOperation("heifsave_buffer");
            try
            {
                // The least effort: the file is only to cost as much to decode as a telephone's.
                return save.Set("in", srgb).Set("Q", quality).Set("effort", 0).Run().TakeBytes();
            }
            catch (VipsException)
            {
                return null;
            }
        }
    }
}
