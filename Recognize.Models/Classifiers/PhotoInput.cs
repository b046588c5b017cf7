using System.Buffers;
using Recognize.Models.Inference;
using Recognize.Models.Media;
using Recognize.Models.Packs.Own;

namespace Recognize.Models.Classifiers;

/// <summary>Writes the middle of a photo into the input of an owner's network.</summary>
internal static class PhotoInput
{
    public static void Write(PixelImage image, OwnInput input, Span<float> tensor)
    {
        var area = Area(image, input);
        if (!input.Interleaved)
        {
            ImageTensor.Write(
                image, area, input.Layout, tensor, input.Width, input.Height, input.Width, input.Height);
            return;
        }
        var plane = input.Width * input.Height;
        var planes = ArrayPool<float>.Shared.Rent(3 * plane);
        try
        {
            ImageTensor.Write(
                image, area, input.Layout, planes.AsSpan(0, 3 * plane), input.Width, input.Height, input.Width, input.Height);
            for (var at = 0; at < plane; at++)
            {
                for (var channel = 0; channel < 3; channel++)
                    tensor[(3 * at) + channel] = planes[(channel * plane) + at];
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(planes);
        }
    }

    /// <summary>The largest area of the input's form in the middle of the photo, made smaller by the crop.</summary>
    private static SourceArea Area(PixelImage image, OwnInput input)
    {
        var scale = Math.Min((double)image.Width / input.Width, (double)image.Height / input.Height) * input.Crop;
        var (width, height) = (Math.Max(1, input.Width * scale), Math.Max(1, input.Height * scale));
        return new SourceArea((image.Width - width) / 2, (image.Height - height) / 2, width, height);
    }
}
