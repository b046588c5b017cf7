using Recognize.Models.Classifiers;
using Recognize.Models.Inference;
using Recognize.Models.Media;
using Recognize.Models.Packs;
using Recognize.Models.Packs.Own;
using Recognize.Models.Tags;

namespace Recognize.Models.Music;

/// <summary>A network for music that the owner added. It alone decides, also whether it is music at all. Thread-safe.</summary>
internal sealed class OwnMusicClassifier : IMusicNetworks
{
    private readonly OwnMusicListener _listener;
    private readonly LabelTagger _tagger;

    private OwnMusicClassifier(OwnMusicListener listener, LabelTagger tagger) => (_listener, _tagger) = (listener, tagger);

    /// <summary>Loads and verifies an owner's pack.</summary>
    /// <exception cref="ModelFileException">A file is missing or damaged.</exception>
    public static OwnMusicClassifier Open(InstalledPacks packs, PackTask task, GenreRules rules, AudioDecoder decoder)
    {
        var own = task.Own ?? throw new ArgumentException("The pack is none of the owner's.", nameof(task));
        var labels = OwnLabels.Read(packs, task, own);
        var listener = new OwnMusicListener(
            packs.OpenModel(task, OwnRoles.Model), own.Sound!, own.Output, task.Files[OwnRoles.Model].Name, decoder);
        return new OwnMusicClassifier(listener, new LabelTagger(task, labels, new GenreLookup(rules)));
    }

    public IReadOnlyList<RecognizedTag> Recognize(string path, TimeSpan? duration, CancellationToken cancellationToken) =>
        _tagger.Tag(_listener.Listen(path, duration, cancellationToken));

    /// <summary>As the interface; genres that the network has no label for are not among them.</summary>
    public IReadOnlyDictionary<TagDefinition, float> Score(
        string path, TimeSpan? duration, CancellationToken cancellationToken) =>
        _tagger.Score(_listener.Listen(path, duration, cancellationToken));
}
