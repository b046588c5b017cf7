using Recognize.Models.Classifiers;
using Recognize.Models.Inference;
using Recognize.Models.Media;
using Recognize.Models.Objects.Forms;
using Recognize.Models.Tags;

namespace Recognize.Models.Objects;

/// <summary>Says what a photo shows, as tags. Thread-safe; the same pixels always give the same answer.</summary>
public sealed class ObjectRecognizer
{
    private readonly Lazy<ObjectNetworks>? _networks;
    private readonly Lazy<OwnClassifier>? _own;
    private readonly TagRules _rules;

    /// <param name="open">Loads the networks.</param>
    /// <param name="ranksClasses">Whether a classifier is among them.</param>
    /// <param name="rules">The tags.</param>
    /// <param name="packVersion">Version of the models and of the rules.</param>
    internal ObjectRecognizer(Func<ObjectNetworks> open, bool ranksClasses, TagRules rules, string packVersion)
    {
        RanksClasses = ranksClasses;
        _rules = rules;
        // A failure is not remembered: a model that is fetched again is loaded by the next call.
        _networks = new Lazy<ObjectNetworks>(open, LazyThreadSafetyMode.PublicationOnly);
        PackVersion = packVersion;
    }

    internal ObjectRecognizer(Func<OwnClassifier> open, TagRules rules, string packVersion)
    {
        _rules = rules;
        _own = new Lazy<OwnClassifier>(open, LazyThreadSafetyMode.PublicationOnly);
        PackVersion = packVersion;
    }

    /// <summary>Version of the models and of the tag rules; stored with every result.</summary>
    public string PackVersion { get; }

    /// <summary>Loads and verifies the networks now; without it the first photo does.</summary>
    /// <exception cref="ModelFileException">A model file is missing or damaged.</exception>
    public void Load() => _ = (object?)_own?.Value ?? _networks!.Value;

    /// <summary>The tags of a picture of which only the pixels are known, such as a frame of a video.</summary>
    /// <exception cref="ModelFileException">A model file is missing or damaged.</exception>
    public IReadOnlyList<RecognizedTag> Recognize(PixelImage image, CancellationToken cancellationToken) =>
        LookAt(image, cancellationToken).Tags;

    /// <summary>
    /// The tags of a photo and what could be counted in it. A screenshot or a document is called that and nothing else:
    /// the models know photos only, and what they say of text and windows is nonsense.
    /// </summary>
    /// <exception cref="ModelFileException">A model file is missing or damaged.</exception>
    public RecognizedObjects Recognize(PixelImage image, PhotoOrigin origin, CancellationToken cancellationToken)
    {
        var form = PictureForms.Judge(image, origin);
        if (form is { HidesContent: true })
            return new RecognizedObjects(ObjectTagger.Add([], ToTag(form)), []);
        if (form is null)
            return LookAt(image, cancellationToken);
        using var photo = Between(image, form);
        return new RecognizedObjects(ObjectTagger.Add(LookAt(photo, cancellationToken).Tags, ToTag(form)), []);
    }

    /// <summary>Whether there is a classifier of ImageNet's classes whose ranking can be asked for.</summary>
    public bool RanksClasses { get; }

    /// <summary>Places of the classes that the classifier finds likeliest among the 1,000 of ImageNet, likeliest first.</summary>
    /// <exception cref="ModelFileException">A model file is missing or damaged.</exception>
    /// <exception cref="InvalidOperationException">There is no such classifier: <see cref="RanksClasses"/>.</exception>
    public int[] TopClasses(PixelImage image, int count, CancellationToken cancellationToken)
    {
        var labelers = Networks.Labelers
            ?? throw new InvalidOperationException("The pack that serves objects has no classifier.");
        var scores = labelers.Classifier.Score(image, cancellationToken).AsSpan(1).ToArray();
        return [.. Enumerable.Range(0, scores.Length).OrderByDescending(place => scores[place]).Take(count)];
    }

    /// <summary>What the general models say before any of it is believed.</summary>
    internal ObjectEvidence Gather(PixelImage image, CancellationToken cancellationToken)
    {
        var networks = Networks;
        return new ObjectEvidence(
            networks.Labelers?.Classifier.Score(image, cancellationToken).AsMemory(1) ?? default,
            networks.Labelers?.Labeler.Score(image, cancellationToken),
            networks.Detector.Detect(image, networks.Tagger.BoxFloor, cancellationToken));
    }

    private ObjectNetworks Networks => _networks?.Value
        ?? throw new InvalidOperationException("An own model serves objects; it has no networks of a known pack.");

    private RecognizedObjects LookAt(PixelImage image, CancellationToken cancellationToken)
    {
        if (_own is not null)
            return new RecognizedObjects(_own.Value.Recognize(image, cancellationToken), []);
        var (_, tagger, labelers) = Networks;
        var evidence = Gather(image, cancellationToken);
        var tags = tagger.Tag(evidence);
        if (labelers?.Birds is { } birds && birds.Asks(tags) && birds.Name(image, cancellationToken) is { } species)
            tags = ObjectTagger.Add(tags, species);
        return new RecognizedObjects(tags, tagger.Count(evidence, tags, image.Width, image.Height));
    }

    /// <summary>The photo between the captions of a meme.</summary>
    private static PixelImage Between(PixelImage image, PictureForm form)
    {
        var first = (int)(form.FirstRow * image.Height);
        var rows = Math.Max(1, (int)(form.LastRow * image.Height) - first);
        var photo = PixelImage.Rent(image.Width, rows);
        image.Pixels.Slice(first * image.Width * 3, rows * image.Width * 3).CopyTo(photo.Pixels);
        return photo;
    }

    private RecognizedTag ToTag(PictureForm form)
    {
        var tag = _rules.Define(form.TagId);
        return new RecognizedTag(tag, form.Score, $"pixels:{form.TagId}", TagSource.Recogniser);
    }
}

/// <summary>The networks of an object pack, loaded, and what makes tags of their answers.</summary>
/// <param name="Detector">The COCO boxes.</param>
/// <param name="Tagger">The rules.</param>
/// <param name="Labelers">What names the photo as a whole, or null in a pack that has a detector only.</param>
internal sealed record ObjectNetworks(IObjectDetector Detector, ObjectTagger Tagger, PhotoLabelers? Labelers);

/// <summary>The networks that name a photo as a whole.</summary>
/// <param name="Classifier">ImageNet classes, behind one background class that comes first.</param>
/// <param name="Labeler">The general labels.</param>
/// <param name="Birds">The species of birds, asked only about birds.</param>
internal sealed record PhotoLabelers(ScoreNetwork Classifier, ScoreNetwork Labeler, BirdNamer Birds);
