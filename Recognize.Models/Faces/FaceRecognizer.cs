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
    /// <param name="image">The photo, usually shrunk.</param>
    /// <param name="originalWidth">Width of the upright photo before it was shrunk, in pixels.</param>
    /// <param name="originalHeight">Height of the upright photo before it was shrunk, in pixels.</param>
    /// <param name="cancellationToken">Stops between two runs of a network.</param>
    /// <param name="larger">
    /// Decodes the same photo once more, to at most so many pixels on its longer side; asked only when there are small
    /// faces and the original has more to show. Without it they are found and described by what <paramref name="image"/> shows.
    /// </param>
    /// <exception cref="ModelFileException">A model file is missing or damaged.</exception>
    public IReadOnlyList<DetectedFace> Recognize(
        PixelImage image, int originalWidth, int originalHeight, CancellationToken cancellationToken,
        Func<int, PixelImage>? larger = null) =>
        Describe(Detect(image, originalWidth, originalHeight, cancellationToken, larger), cancellationToken);

    /// <summary>The first half of <see cref="Recognize"/>: finds faces and cuts them out.</summary>
    /// <exception cref="ModelFileException">A model file is missing or damaged.</exception>
    public FoundFaces Detect(
        PixelImage image, int originalWidth, int originalHeight, CancellationToken cancellationToken,
        Func<int, PixelImage>? larger = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(originalWidth);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(originalHeight);
        var search = _networks.Value.Search;
        var found = search.Find(image, cancellationToken);
        var detail = SmallFaceDetail.Needs(found, image, originalWidth, originalHeight) && larger is not null
            ? SmallFaceDetail.Apply(search, found, image, larger, cancellationToken)
            : SmallFaceDetail.CutOut(found.Faces, image);
        var original = new Vector2(originalWidth, originalHeight);
        return new FoundFaces([.. detail.Where(face => face.Box.Width * original.X >= _options.MinimumWidthPixels)], original);
    }

    /// <summary>
    /// Boxes of whatever may be a face, for covering: more looks and lower scores than <see cref="Detect"/>, of faces of
    /// any size. Describes nobody: no vector is made.
    /// </summary>
    /// <param name="image">The photo in all its pixels.</param>
    /// <param name="quickly">Only the two looks that find most: for frames of a video between two that get all looks.</param>
    /// <param name="cancellationToken">Stops between two looks.</param>
    /// <returns>Surest first.</returns>
    /// <exception cref="ModelFileException">A model file is missing or damaged.</exception>
    public IReadOnlyList<SweptFace> FindAll(PixelImage image, bool quickly, CancellationToken cancellationToken)
    {
        var sweep = _networks.Value.Sweep;
        var found = quickly ? sweep.FindQuickly(image, cancellationToken) : sweep.FindAll(image, cancellationToken);
        return [.. found.Select(face => new SweptFace(Fractions(face.Surest), Fractions(face.All)))];

        ImageBox Fractions(ScoredBox box) => new(
            box.X / image.Width, box.Y / image.Height, box.Width / image.Width, box.Height / image.Height);
    }

    /// <summary>The second half of <see cref="Recognize"/>: the vector and quality of each face.</summary>
    /// <exception cref="ModelFileException">A model file is missing or damaged.</exception>
    public IReadOnlyList<DetectedFace> Describe(FoundFaces found, CancellationToken cancellationToken) =>
        [.. found.Faces.Select(face => Describe(face, found.OriginalSize, cancellationToken))];

    /// <summary>
    /// Describes the face in a box that a person drew. Where the network sees no face even there, the box alone says where
    /// the points lie, and the quality is poor.
    /// </summary>
    /// <param name="image">The photo, in as many pixels as there are.</param>
    /// <param name="originalWidth">Width of the upright photo before it was shrunk, in pixels.</param>
    /// <param name="originalHeight">Height of the upright photo before it was shrunk, in pixels.</param>
    /// <param name="box">Where, in fractions of the photo; the described face keeps it.</param>
    /// <param name="cancellationToken">Stops between two runs of a network.</param>
    /// <exception cref="ModelFileException">A model file is missing or damaged.</exception>
    public DetectedFace DescribeWithin(
        PixelImage image, int originalWidth, int originalHeight, ImageBox box, CancellationToken cancellationToken)
    {
        var drawn = new ScoredBox(
            box.X * image.Width, box.Y * image.Height, box.Width * image.Width, box.Height * image.Height, Score: 0);
        var face = _networks.Value.Search.FindWithin(image, drawn, cancellationToken)
            ?? new FaceCandidate(drawn, DrawnFacePoints.Guess(drawn));
        return Describe(FoundFace.CutOut(face, image), new Vector2(originalWidth, originalHeight), cancellationToken)
            with { Box = box };
    }

    private DetectedFace Describe(FoundFace face, Vector2 original, CancellationToken cancellationToken)
    {
        var embedding = _networks.Value.Embedder.Embed(face.Crop, cancellationToken);
        // Judged by the pixels the embedder was given, not by those of an original it never saw.
        var quality = FaceQuality.Judge(face.SeenWidth, face.Box.Score, face.Points, face.Crop, embedding.Clarity);
        return new DetectedFace(
            new ImageBox(face.Box.X, face.Box.Y, face.Box.Width, face.Box.Height),
            face.Places,
            face.Box.Score,
            quality.Combined,
            Math.Max(face.Box.Width * original.X, face.Box.Height * original.Y),
            quality.Sharpness,
            quality.Frontality,
            embedding.Vector);
    }
}

/// <summary>The networks of a face pack, loaded.</summary>
internal sealed record FaceNetworks(FaceSearch Search, FaceSweep Sweep, FaceEmbedder Embedder);
