using Recognize.Models.Media;

namespace Recognize.Models.Landmarks.Features;

/// <summary>
/// Takes the local features of a photo: points that are found again when the same thing is photographed larger, brighter,
/// a little tilted or from the side, and what each looks like. Thread-safe; the same pixels give the same features.
/// </summary>
internal static class LocalFeatureExtractor
{
    /// <summary>Raised whenever the same pixels give other features: stored ones are then made anew.</summary>
    public const int Version = 1;

    /// <summary>Longer side that every photo is brought to: larger shows details that other photos do not have.</summary>
    public const int WorkEdgePixels = 640;

    /// <summary>Smaller photos than this part of the work size are enlarged to it.</summary>
    public const float MaxEnlargement = 2;

    /// <summary>Most features of a photo: bounds the time of a comparison.</summary>
    public const int MaxFeatures = 1000;

    // The blur that a sharp photo's pixels have already (Lowe 2004, section 3.3).
    private const float PhotoSigma = 0.5f;

    private const int SmallestOctave = 24;

    public static LocalFeatures Extract(PixelImage image, CancellationToken cancellationToken)
    {
        using var grey = ToWorkSize(image, out var enlargement);
        var octaves = new List<ScaleSpaceOctave>();
        try
        {
            var blur = MathF.Sqrt(Square(ScaleSpaceOctave.BaseSigma) - Square(PhotoSigma * enlargement));
            var next = new GaussianBlur(blur).Apply(grey);
            for (float pixel = 1; ; pixel *= 2)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (Math.Min(next.Width, next.Height) < SmallestOctave)
                {
                    next.Dispose();
                    break;
                }
                var octave = new ScaleSpaceOctave(next, pixel);
                octaves.Add(octave);
                next = octave.NextBase();
            }
            return Describe(octaves, grey.Width, grey.Height);
        }
        finally
        {
            foreach (var octave in octaves)
                octave.Dispose();
        }
    }

    private static GreyPlane ToWorkSize(PixelImage image, out float enlargement)
    {
        enlargement = Math.Clamp((float)WorkEdgePixels / Math.Max(image.Width, image.Height), 0, MaxEnlargement);
        var width = Math.Max(1, (int)MathF.Round(image.Width * enlargement));
        var height = Math.Max(1, (int)MathF.Round(image.Height * enlargement));
        enlargement = MathF.Max(1, enlargement);
        using var resized = PixelResizer.Resize(image.Pixels, image.Width, image.Height, width, height);
        return GreyPlane.FromImage(resized);
    }

    private static LocalFeatures Describe(List<ScaleSpaceOctave> octaves, int width, int height)
    {
        var places = new List<LocalFeature>(MaxFeatures);
        var descriptors = new byte[MaxFeatures * LocalFeatures.DescriptorLength];
        foreach (var (octave, blob) in FindStrongest(octaves).Take(MaxFeatures))
        {
            var level = octave.Level(Math.Clamp((int)MathF.Round(blob.Level), 1, ScaleSpaceOctave.Scales));
            var sigma = ScaleSpaceOctave.SigmaOf(blob.Level);
            var descriptor = descriptors.AsSpan(
                places.Count * LocalFeatures.DescriptorLength, LocalFeatures.DescriptorLength);
            if (PatchDescriptor.TryWrite(level, blob.X, blob.Y, sigma, descriptor))
                places.Add(new LocalFeature(blob.X * octave.Pixel, blob.Y * octave.Pixel, sigma * octave.Pixel));
        }
        var length = places.Count * LocalFeatures.DescriptorLength;
        return new LocalFeatures(width, height, [.. places], descriptors[..length]);
    }

    private static IEnumerable<(ScaleSpaceOctave Octave, Blob Blob)> FindStrongest(List<ScaleSpaceOctave> octaves)
    {
        var found = new List<(ScaleSpaceOctave Octave, Blob Blob)>();
        var blobs = new List<Blob>();
        foreach (var octave in octaves)
        {
            blobs.Clear();
            BlobDetector.Find(octave, blobs);
            found.AddRange(blobs.Select(blob => (octave, blob)));
        }
        // A stable order: equal strengths stay in the order of scale, row and column.
        return found.OrderByDescending(candidate => candidate.Blob.Strength);
    }

    private static float Square(float value) => value * value;
}
