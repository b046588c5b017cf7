using System.Numerics.Tensors;
using Recognize.Models.Media;

namespace Recognize.Models.Music;

/// <summary>Listens to a recording with both networks, stretch by stretch. Thread-safe.</summary>
internal sealed class SoundListener(AudioDecoder decoder, MusicTagger tagger, SoundClassifier classifier, int classCount)
{
    private readonly StretchReader _reader = new(decoder, AudioDecoder.SampleRate, TimeSpan.Zero);

    /// <summary>The mean answers over the stretches of <see cref="MusicSampling"/>.</summary>
    /// <exception cref="UnreadableMediaException">No sound can be decoded.</exception>
    /// <exception cref="IOException">The file cannot be read now.</exception>
    public SoundScores Listen(string path, TimeSpan? duration, CancellationToken cancellationToken)
    {
        var tags = new float[MusicnnTags.Names.Count];
        var classes = new float[classCount];
        var tagPatches = 0;
        var classPatches = _reader.Read(path, duration, Hear, cancellationToken);
        if (tagPatches > 0)
            TensorPrimitives.Divide(tags, tagPatches, tags);
        TensorPrimitives.Divide(classes, classPatches, classes);
        return new SoundScores(tags, classes, duration);

        int Hear(float[] samples)
        {
            tagPatches += tagger.Listen(samples, tags, cancellationToken);
            return classifier.Listen(samples, classes, cancellationToken);
        }
    }
}
