using Recognize.Models.Tags;

namespace Recognize.Models.Music;

/// <summary>The networks of a music pack, loaded, and what makes tags of their answers. Thread-safe.</summary>
internal interface IMusicNetworks
{
    /// <summary>As <see cref="MusicRecognizer.Recognize"/>.</summary>
    IReadOnlyList<RecognizedTag> Recognize(string path, TimeSpan? duration, CancellationToken cancellationToken);

    /// <summary>As <see cref="MusicRecognizer.Score"/>.</summary>
    IReadOnlyDictionary<TagDefinition, float> Score(string path, TimeSpan? duration, CancellationToken cancellationToken);
}
