using Recognize.Models.Media.Vips;

namespace Recognize.Models.Media.Photos;

/// <summary>Encodes pixels as PNG without metadata.</summary>
internal static unsafe class PngEncoder
{
    internal static byte[] Encode(PixelImage image)
    {
        VipsRuntime.EnsureStarted();
        fixed (byte* pixels = image.Pixels)
        {
            using var wrapped = VipsImage.Wrap(pixels, image.Width, image.Height);
            using var copy = new VipsOperation("copy");
            using var srgb = copy.Set("in", wrapped).SetChoice("interpretation", "srgb").Run().TakeImage();
            using var save = new VipsOperation("pngsave_buffer");
            return save.Set("in", srgb).Set("strip", true).Run().TakeBytes();
        }
    }
}
