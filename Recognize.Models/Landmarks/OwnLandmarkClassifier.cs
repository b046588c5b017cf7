using Recognize.Models.Classifiers;
using Recognize.Models.Inference;
using Recognize.Models.Media;
using Recognize.Models.Packs;
using Recognize.Models.Tags;

namespace Recognize.Models.Landmarks;

/// <summary>A landmark classifier that the owner added, with the gazetteer's tags where it knows the places.</summary>
internal sealed class OwnLandmarkClassifier : ILandmarkClassifier
{
    private readonly Lazy<OwnClassifier> _classifier;

    private OwnLandmarkClassifier(InstalledPacks packs, PackTask pack, LandmarkTagIndex tags)
    {
        // A failure is not remembered: a file that is put back is loaded by the next call.
        _classifier = new Lazy<OwnClassifier>(
            () => OwnClassifier.Open(packs, pack, new TagIndexLookup(tags)), LazyThreadSafetyMode.PublicationOnly);
        Version = pack.Version;
    }

    public string Version { get; }

    /// <summary>The classifier that the owner chose, or null. Loads nothing.</summary>
    public static OwnLandmarkClassifier? TryCreate(InstalledPacks packs, LandmarkTagIndex tags) =>
        packs.Find(ModelTasks.Landmarks) is { Own: not null } pack ? new OwnLandmarkClassifier(packs, pack, tags) : null;

    /// <inheritdoc />
    /// <exception cref="ModelFileException">A model file is missing or damaged.</exception>
    public void Load() => _ = _classifier.Value;

    public IReadOnlyList<RecognizedTag> Recognize(PixelImage image, CancellationToken cancellationToken) =>
        _classifier.Value.Recognize(image, cancellationToken);

    private sealed class TagIndexLookup(LandmarkTagIndex tags) : ITagLookup
    {
        public TagDefinition? Find(string label) => tags.TagOf(label);
    }
}
