using Recognize.Models.Media;
using Recognize.Models.Packs;

namespace Recognize.Models.Music;

/// <summary>
/// Gives the music recogniser of the installed pack, built on first use. An absent pack is a state, not an error: it is
/// looked for again on each call. Thread-safe.
/// </summary>
public sealed class MusicRecognizerFactory(InstalledPacks packs, GenreRules rules, AudioDecoder decoder)
{
    private readonly Lock _gate = new();
    private MusicRecognizer? _recognizer;

    /// <summary>Version of the pack and rules that serve music, or null when none is installed. Loads nothing.</summary>
    public string? InstalledVersion => packs.Find(ModelTasks.Music) is { } task ? VersionOf(task) : null;

    /// <summary>The recogniser, or null when no pack for music is installed. Loads nothing.</summary>
    public MusicRecognizer? TryGet()
    {
        lock (_gate)
        {
            if (packs.Find(ModelTasks.Music) is not { } task)
                return null;
            if (_recognizer?.PackVersion != VersionOf(task))
                _recognizer = new MusicRecognizer(() => Open(task), VersionOf(task));
            return _recognizer;
        }
    }

    private IMusicNetworks Open(PackTask task)
    {
        if (task.Own is not null)
            return OwnMusicClassifier.Open(packs, task, rules, decoder);
        var classes = SoundClasses.Read(packs.ReadText(task, "classes"));
        return new MusicNetworks(
            new SoundListener(
                decoder,
                new MusicTagger(packs.OpenModel(task, "musicnn")),
                new SoundClassifier(packs.OpenModel(task, "yamnet"), packs.ReadSpectrogram(task, "yamnet")),
                classes.Count),
            new GenreTagger(rules, classes));
    }

    private string VersionOf(PackTask task) => $"{task.Version}+rules-{rules.Version}";
}
