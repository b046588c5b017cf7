using Recognize.Models.Media.Vips;

namespace Recognize.Models.Media.Photos;

/// <summary>Encodes pixels as lossy WebP without metadata.</summary>
internal static unsafe class WebPEncoder
{
    /// <summary>Each size is made of the one before.</summary>
    internal static List<byte[]> EncodeEach(PixelImage image, IReadOnlyList<int> edges, int quality, int effort)
    {
        var pictures = new List<byte[]>(edges.Count);
        PixelImage? current = null;
        try
        {
            foreach (var edge in edges)
            {
                var resized = PixelResizer.Resize(current ?? image, edge);
                current?.Dispose();
                current = resized;
                pictures.Add(Encode(current, quality, effort));
            }
            return pictures;
        }
        finally
        {
            current?.Dispose();
        }
    }

    internal static byte[] Encode(PixelImage image, int quality, int effort)
    {
        VipsRuntime.EnsureStarted();
        fixed (byte* pixels = image.Pixels)
        {
            using var wrapped = VipsImage.Wrap(pixels, image.Width, image.Height);
            using var copy = new VipsOperation("copy");
            using var srgb = copy.Set("in", wrapped).SetChoice("interpretation", "srgb").Run().TakeImage();
            using var save = new VipsOperation("webpsave_buffer");
            return save.Set("in", srgb)
                .Set("Q", quality)
                .Set("effort", effort)
                .Set("strip", true)
                .Run().TakeBytes();
        }
    }
}
