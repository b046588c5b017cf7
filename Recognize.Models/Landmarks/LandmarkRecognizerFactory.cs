using Microsoft.Extensions.Logging;
using Recognize.Models.Landmarks.Gallery;
using Recognize.Models.Landmarks.Gazetteer;
using Recognize.Models.Media;
using Recognize.Models.Packs;

namespace Recognize.Models.Landmarks;

/// <summary>Where the reference photos are.</summary>
/// <param name="Folder">Holds <c>labels.csv</c> and the photos; need not exist.</param>
/// <param name="SignatureFolder">What is kept of them; null to keep nothing.</param>
public sealed record GalleryOptions(string Folder, string? SignatureFolder);

/// <summary>
/// Gives the landmark recogniser of what is installed: the gazetteer always, a gallery and a classifier where there are
/// some. Thread-safe.
/// </summary>
public sealed class LandmarkRecognizerFactory(
    PlaceTagger places,
    LandmarkTagIndex tags,
    InstalledPacks packs,
    PhotoDecoder decoder,
    GalleryOptions gallery,
    ILogger<LandmarkRecognizerFactory> log,
    ILandmarkClassifier? classifier = null)
{
    private const string Embedder = "embedder";

    private readonly Lock _gate = new();
    private LandmarkRecognizer? _recognizer;

    /// <summary>
    /// The recogniser. Loads no network and decodes no photo, but reads the gallery's files to see whether they changed
    /// since the last call.
    /// </summary>
    /// <exception cref="FormatException">The gallery's <c>labels.csv</c> is no such file; the message says why.</exception>
    public LandmarkRecognizer Get()
    {
        lock (_gate)
        {
            var folder = File.Exists(Path.Combine(gallery.Folder, GalleryFolder.LabelFileName))
                ? GalleryFolder.Read(gallery.Folder, CancellationToken.None)
                : null;
            // The owner may have chosen a classifier; the gallery's embedder is the catalogue's all the same.
            var pack = packs.FindInCatalogue(ModelTasks.Landmarks);
            var version = VersionOf(folder, pack);
            if (_recognizer?.Version != version)
            {
                _recognizer = new LandmarkRecognizer(
                    places, tags, folder is null ? null : () => Open(folder, pack), classifier, version);
            }
            return _recognizer;
        }
    }

    // Without a gallery the embedder does nothing: a new one makes nothing due.
    private string VersionOf(GalleryFolder? folder, PackTask? pack)
    {
        var parts = new List<string> { places.Version };
        if (folder is not null)
            parts.Add($"{folder.Version}.{SceneAgreement.Version}+{pack?.Version ?? "no-embedder"}");
        if (classifier is not null)
            parts.Add(classifier.Version);
        return string.Join('+', parts);
    }

    private GalleryRecognition Open(GalleryFolder folder, PackTask? pack)
    {
        var signer = new PhotoSigner(pack is null ? null : new ImageEmbedder(packs.OpenModel(pack, Embedder)));
        var store = gallery.SignatureFolder is { } kept ? new SignatureStore(kept, pack?.Version) : null;
        var loaded = new GalleryLoader(decoder, signer, store).Load(folder, CancellationToken.None);
        foreach (var problem in loaded.Problems)
            LandmarksLog.UnusableReference(log, problem.Line, problem.Reason);
        return new GalleryRecognition(loaded, signer);
    }
}
