using System.Globalization;

namespace Recognize.Models.Media.Photos;

/// <summary>Refuses photos whose header promises more pixels than this machine shall decode.</summary>
internal static class PhotoLimits
{
    internal static void Check(int width, int height, long maxPixels)
    {
        if (width <= 0 || height <= 0)
            throw new UnreadableMediaException("The photo is damaged: it says that it has no pixels.");
        if ((long)width * height > maxPixels)
            throw new UnreadableMediaException(string.Create(CultureInfo.InvariantCulture,
                $"{width} x {height} pixels is more than the limit of {maxPixels / 1_000_000} million pixels."));
    }
}
