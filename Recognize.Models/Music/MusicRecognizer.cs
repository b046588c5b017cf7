using Recognize.Models.Inference;
using Recognize.Models.Media;
using Recognize.Models.Tags;

namespace Recognize.Models.Music;

/// <summary>Says what a recording is: genres of music, or speech, birdsong and other sounds. Thread-safe.</summary>
public sealed class MusicRecognizer
{
    private readonly Lazy<IMusicNetworks> _networks;

    internal MusicRecognizer(Func<IMusicNetworks> open, string packVersion)
    {
        // A failure is not remembered: a model that is fetched again is loaded by the next call.
        _networks = new Lazy<IMusicNetworks>(open, LazyThreadSafetyMode.PublicationOnly);
        PackVersion = packVersion;
    }

    /// <summary>Version of the models and of the genre rules; stored with every result.</summary>
    public string PackVersion { get; }

    /// <summary>Loads and verifies the networks now; without it the first recording does.</summary>
    /// <exception cref="ModelFileException">A model file is missing or damaged.</exception>
    public void Load() => _ = _networks.Value;

    /// <summary>
    /// Tags with their scores, surest first; a genre's parents are among them. Long recordings are sampled, so the cost
    /// is bounded. Empty when nothing is sure.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="duration">As <see cref="MediaFacts.Duration"/> says; null when it is not known.</param>
    /// <param name="cancellationToken">Stops between the parts of the work, and ends ffmpeg.</param>
    /// <exception cref="UnreadableMediaException">No sound can be decoded: permanent.</exception>
    /// <exception cref="IOException">The file cannot be read now, or is gone.</exception>
    /// <exception cref="ModelFileException">A model file is missing or damaged.</exception>
    public IReadOnlyList<RecognizedTag> Recognize(string path, TimeSpan? duration, CancellationToken cancellationToken) =>
        _networks.Value.Recognize(path, duration, cancellationToken);

    /// <summary>
    /// The score of every genre that the pack knows, shown or not, for comparing genres with each other; a score may be
    /// above 1. Parameters and errors as <see cref="Recognize"/>.
    /// </summary>
    public IReadOnlyDictionary<TagDefinition, float> Score(
        string path, TimeSpan? duration, CancellationToken cancellationToken) =>
        _networks.Value.Score(path, duration, cancellationToken);
}
