using Recognize.Models.Classifiers;
using Recognize.Models.Inference;
using Recognize.Models.Media;
using Recognize.Models.Tags;

namespace Recognize.Models.Objects;

/// <summary>Says what a photo shows, as tags. Thread-safe.</summary>
public sealed class ObjectRecognizer
{
    private readonly Lazy<ObjectNetworks>? _networks;
    private readonly Lazy<OwnClassifier>? _own;

    internal ObjectRecognizer(Func<ObjectNetworks> open, string packVersion)
    {
        // A failure is not remembered: a model that is fetched again is loaded by the next call.
        _networks = new Lazy<ObjectNetworks>(open, LazyThreadSafetyMode.PublicationOnly);
        PackVersion = packVersion;
    }

    internal ObjectRecognizer(Func<OwnClassifier> open, string packVersion)
    {
        _own = new Lazy<OwnClassifier>(open, LazyThreadSafetyMode.PublicationOnly);
        PackVersion = packVersion;
    }

    /// <summary>Version of the models and of the tag rules; stored with every result.</summary>
    public string PackVersion { get; }

    /// <summary>Loads and verifies the networks now; without it the first photo does.</summary>
    /// <exception cref="ModelFileException">A model file is missing or damaged.</exception>
    public void Load() => _ = (object?)_own?.Value ?? _networks!.Value;

    /// <summary>Tags with their probabilities, surest first; a tag's parents are among them.</summary>
    /// <exception cref="ModelFileException">A model file is missing or damaged.</exception>
    public IReadOnlyList<RecognizedTag> Recognize(PixelImage image, CancellationToken cancellationToken)
    {
        if (_own is not null)
            return _own.Value.Recognize(image, cancellationToken);
        var (classifier, detector, tagger) = _networks!.Value;
        var probabilities = classifier.Classify(image, cancellationToken);
        var objects = detector.Detect(image, tagger.DetectorFloor, cancellationToken);
        return tagger.Tag(probabilities, objects);
    }
}

/// <summary>The networks of an object pack, loaded, and what makes tags of their answers.</summary>
internal sealed record ObjectNetworks(PhotoClassifier Classifier, ObjectDetector Detector, ObjectTagger Tagger);
