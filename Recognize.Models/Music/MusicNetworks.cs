using Recognize.Models.Tags;

namespace Recognize.Models.Music;

/// <summary>The two networks of a pack of the project. Thread-safe.</summary>
internal sealed class MusicNetworks(SoundListener listener, GenreTagger tagger) : IMusicNetworks
{
    public IReadOnlyList<RecognizedTag> Recognize(string path, TimeSpan? duration, CancellationToken cancellationToken) =>
        tagger.Tag(listener.Listen(path, duration, cancellationToken));

    public IReadOnlyDictionary<TagDefinition, float> Score(
        string path, TimeSpan? duration, CancellationToken cancellationToken) =>
        tagger.Score(listener.Listen(path, duration, cancellationToken))
            .ToDictionary(entry => entry.Key, entry => entry.Value.Value);
}
