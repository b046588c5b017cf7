using Recognize.Models.Inference;
using Recognize.Models.Media;
using Recognize.Models.Tags;

namespace Recognize.Models.Objects;

/// <summary>Says what a photo shows, as tags. Thread-safe.</summary>
public sealed class ObjectRecognizer
{
    private readonly PhotoClassifier _classifier;
    private readonly ObjectDetector _detector;
    private readonly ObjectTagger _tagger;

    internal ObjectRecognizer(
        PhotoClassifier classifier, ObjectDetector detector, ObjectTagger tagger, string packVersion)
    {
        _classifier = classifier;
        _detector = detector;
        _tagger = tagger;
        PackVersion = packVersion;
    }

    /// <summary>Version of the models and of the tag rules; stored with every result.</summary>
    public string PackVersion { get; }

    /// <summary>Tags with their probabilities, surest first; a tag's parents are among them.</summary>
    /// <exception cref="ModelFileException">A model file is missing or damaged.</exception>
    public IReadOnlyList<RecognizedTag> Recognize(PixelImage image, CancellationToken cancellationToken)
    {
        var probabilities = _classifier.Classify(image, cancellationToken);
        var objects = _detector.Detect(image, _tagger.DetectorFloor, cancellationToken);
        return _tagger.Tag(probabilities, objects);
    }
}
