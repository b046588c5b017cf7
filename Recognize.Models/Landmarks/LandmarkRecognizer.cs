using Recognize.Models.Inference;
using Recognize.Models.Landmarks.Gallery;
using Recognize.Models.Landmarks.Gazetteer;
using Recognize.Models.Media;
using Recognize.Models.Tags;

namespace Recognize.Models.Landmarks;

/// <summary>Where a file was taken, as it says itself.</summary>
/// <param name="Latitude">Degrees, north positive.</param>
/// <param name="Longitude">Degrees, east positive.</param>
/// <param name="Altitude">Metres above sea level, where known.</param>
public readonly record struct TakenAtPlace(double Latitude, double Longitude, double? Altitude = null)
{
    /// <summary>Null when the file does not say.</summary>
    public static TakenAtPlace? Of(PhotoMetadata metadata) =>
        metadata is { Latitude: { } latitude, Longitude: { } longitude }
            ? new TakenAtPlace(latitude, longitude, metadata.Altitude)
            : null;
}

/// <summary>
/// Says which places a photo shows, from up to three sources that are marked on each tag: its coordinates, reference photos
/// that show the same, and a classifier where one is installed. Thread-safe.
/// </summary>
public sealed class LandmarkRecognizer
{
    private readonly PlaceTagger _places;
    private readonly LandmarkTagIndex _tags;
    private readonly Lazy<GalleryRecognition>? _gallery;
    private readonly ILandmarkClassifier? _classifier;

    /// <param name="places">Knows what is where.</param>
    /// <param name="tags">Knows the tags of named places.</param>
    /// <param name="openGallery">Loads the reference photos; null when there are none: then nothing is computed for them.</param>
    /// <param name="classifier">Null when none is installed.</param>
    /// <param name="version">Of all sources together.</param>
    internal LandmarkRecognizer(
        PlaceTagger places, LandmarkTagIndex tags, Func<GalleryRecognition>? openGallery,
        ILandmarkClassifier? classifier, string version)
    {
        _places = places;
        _tags = tags;
        // A failure is not remembered: a model that is fetched again is loaded by the next call.
        _gallery = openGallery is null
            ? null
            : new Lazy<GalleryRecognition>(openGallery, LazyThreadSafetyMode.PublicationOnly);
        _classifier = classifier;
        Version = version;
    }

    /// <summary>Version of the gazetteer, the gallery and the networks; stored with every result.</summary>
    public string Version { get; }

    /// <summary>Whether the pixels of a photo matter: without gallery and classifier only its coordinates do.</summary>
    public bool LooksAtPixels => _gallery is not null || _classifier is not null;

    /// <summary>Reference photos that cannot be used, with the reason; loads the gallery.</summary>
    public IReadOnlyList<GalleryProblem> GalleryProblems => _gallery?.Value.Gallery.Problems ?? [];

    /// <summary>Loads the gallery and the networks now; without it the first photo does.</summary>
    /// <exception cref="ModelFileException">A model file is missing or damaged.</exception>
    public void Load()
    {
        _ = _gallery?.Value;
        _classifier?.Load();
    }

    /// <summary>The places, those by coordinates first; a tag at most once from each source.</summary>
    /// <param name="image">Upright pixels, 1,280 on the longer side or what the file has.</param>
    /// <param name="taken">Null when the file does not say.</param>
    /// <param name="exceptReference">Content hash, in hex, of a reference photo that does not count; null in a library.</param>
    /// <param name="cancellationToken">Stops between two sources.</param>
    /// <exception cref="ModelFileException">A model file is missing or damaged.</exception>
    public IReadOnlyList<RecognizedTag> Recognize(
        PixelImage image, TakenAtPlace? taken, string? exceptReference, CancellationToken cancellationToken) =>
        [.. WhereTaken(taken), .. InPicture(image, exceptReference, cancellationToken)];

    /// <summary>What is where a file was taken: landmarks, city and country.</summary>
    public IReadOnlyList<RecognizedTag> WhereTaken(TakenAtPlace? taken) => taken is { } at
        ? _places.Recognize(at.Latitude, at.Longitude, at.Altitude)
        : [];

    /// <summary>What the pixels show; see <see cref="Recognize"/>. Nothing is computed where no source looks at them.</summary>
    public IReadOnlyList<RecognizedTag> InPicture(
        PixelImage image, string? exceptReference, CancellationToken cancellationToken)
    {
        var tags = new List<RecognizedTag>();
        if (_gallery?.Value is var (gallery, signer)
            && gallery.References.Count > 0
            && gallery.Find(signer.Sign(image, cancellationToken), exceptReference, cancellationToken) is { } match)
            tags.Add(new RecognizedTag(_tags.TagOf(match.Reference.Label), match.Score, match.Reason, TagSource.Gallery));
        if (_classifier is not null)
            tags.AddRange(_classifier.Recognize(image, cancellationToken));
        return tags;
    }
}

/// <summary>A loaded gallery, and what makes photos comparable to it.</summary>
internal sealed record GalleryRecognition(LandmarkGallery Gallery, PhotoSigner Signer);
