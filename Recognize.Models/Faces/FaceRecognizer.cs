using System.Numerics;
using Recognize.Models.Faces.Grouping;
using Recognize.Models.Inference;
using Recognize.Models.Media;

namespace Recognize.Models.Faces;

/// <summary>Finds the faces of a photo and describes each by a vector. Thread-safe.</summary>
public sealed class FaceRecognizer
{
    private readonly Lazy<FaceNetworks> _networks;
    private readonly FaceOptions _options;

    internal FaceRecognizer(Func<FaceNetworks> open, FaceOptions options, string packVersion)
    {
        // A failure is not remembered: a model that is fetched again is loaded by the next call.
        _networks = new Lazy<FaceNetworks>(open, LazyThreadSafetyMode.PublicationOnly);
        _options = options;
        PackVersion = packVersion;
    }

    /// <summary>Stored with every result; vectors of different versions cannot be compared.</summary>
    public string PackVersion { get; }

    /// <summary>How alike vectors of this recogniser's embedder must be to be one person.</summary>
    public required SimilarityLimits SimilarityLimits { get; init; }

    /// <summary>Loads and verifies the networks now; without it the first photo does.</summary>
    /// <exception cref="ModelFileException">A model file is missing or damaged.</exception>
    public void Load() => _ = _networks.Value;

    /// <summary>The faces of a photo, surest first; empty when there are none.</summary>
    /// <param name="image">The photo, usually shrunk; the larger it is, the better small faces are described.</param>
    /// <param name="originalWidth">Width of the upright photo before it was shrunk, in pixels.</param>
    /// <param name="originalHeight">Height of the upright photo before it was shrunk, in pixels.</param>
    /// <param name="cancellationToken">Stops between two runs of a network.</param>
    /// <exception cref="ModelFileException">A model file is missing or damaged.</exception>
    public IReadOnlyList<DetectedFace> Recognize(
        PixelImage image, int originalWidth, int originalHeight, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(originalWidth);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(originalHeight);
        return Describe(image, Detect(image, cancellationToken), originalWidth, cancellationToken);
    }

    /// <summary>The first half of <see cref="Recognize"/>: where faces are.</summary>
    /// <exception cref="ModelFileException">A model file is missing or damaged.</exception>
    public FoundFaces Detect(PixelImage image, CancellationToken cancellationToken) =>
        new(_networks.Value.Detector.Detect(image, cancellationToken));

    /// <summary>The second half of <see cref="Recognize"/>: the vector of each face of the same image.</summary>
    /// <exception cref="ModelFileException">A model file is missing or damaged.</exception>
    public IReadOnlyList<DetectedFace> Describe(
        PixelImage image, FoundFaces found, int originalWidth, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(originalWidth);
        if (found.Count == 0)
            return [];

        var faces = new List<DetectedFace>(found.Count);
        var crop = new byte[FaceAligner.CropBytes];
        var stretch = (float)originalWidth / image.Width;
        foreach (var face in found.Candidates)
        {
            if (face.Box.Width * stretch < _options.MinimumWidthPixels)
                continue;
            FaceAligner.Align(image, FaceAligner.Estimate(face.Points), crop);
            var embedding = _networks.Value.Embedder.Embed(crop, cancellationToken);
            // Judged by the pixels the embedder was given, not by those of an original it never saw.
            var quality = FaceQuality.Judge(face, face.Box.Width, crop, embedding.Clarity);
            faces.Add(Describe(face, image, stretch, quality, embedding.Vector));
        }
        return faces;
    }

    private static DetectedFace Describe(
        FaceCandidate face, PixelImage image, float stretch, float quality, float[] embedding)
    {
        var size = new Vector2(image.Width, image.Height);
        return new DetectedFace(
            new ImageBox(
                face.Box.X / size.X, face.Box.Y / size.Y, face.Box.Width / size.X, face.Box.Height / size.Y),
            [.. face.Points.Select(point => new ImagePoint(point.X / size.X, point.Y / size.Y))],
            face.Box.Score,
            quality,
            face.Box.Width * stretch,
            embedding);
    }
}

/// <summary>The networks of a face pack, loaded.</summary>
internal sealed record FaceNetworks(IFaceDetector Detector, FaceEmbedder Embedder);
