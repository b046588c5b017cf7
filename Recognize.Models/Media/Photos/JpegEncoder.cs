using Recognize.Models.Media.Vips;

namespace Recognize.Models.Media.Photos;

/// <summary>Encodes pixels as JPEG without metadata.</summary>
internal static unsafe class JpegEncoder
{
    internal static byte[] Encode(PixelImage image, int quality)
    {
        VipsRuntime.EnsureStarted();
        fixed (byte* pixels = image.Pixels)
        {
            using var wrapped = VipsImage.Wrap(pixels, image.Width, image.Height);
            using var copy = new VipsOperation("copy");
            using var srgb = copy.Set("in", wrapped).SetChoice("interpretation", "srgb").Run().TakeImage();
            using var save = new VipsOperation("jpegsave_buffer");
            return save.Set("in", srgb).Set("Q", quality).Set("strip", true).Run().TakeBytes();
        }
    }
}
