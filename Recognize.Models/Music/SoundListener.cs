using System.Numerics.Tensors;
using Recognize.Models.Media;

namespace Recognize.Models.Music;

/// <summary>Listens to a recording with both networks, stretch by stretch. Thread-safe.</summary>
internal sealed class SoundListener(AudioDecoder decoder, MusicTagger tagger, SoundClassifier classifier, int classCount)
{
    /// <summary>The mean answers over the stretches of <see cref="MusicSampling"/>.</summary>
    /// <exception cref="UnreadableMediaException">No sound can be decoded.</exception>
    /// <exception cref="IOException">The file cannot be read now.</exception>
    public SoundScores Listen(string path, TimeSpan? duration, CancellationToken cancellationToken)
    {
        var heard = new Sums(classCount);
        UnreadableMediaException? damage = null;
        foreach (var stretch in MusicSampling.Plan(duration))
        {
            try
            {
                var samples = decoder.Decode(path, stretch.Start, stretch.Length, cancellationToken);
                if (samples.Length == 0)
                    break;
                Add(heard, samples, cancellationToken);
            }
            catch (UnreadableMediaException unreadable) when (stretch.Start > TimeSpan.Zero)
            {
                // One bad place does not spoil a recording; whether anything is left to hear is seen below.
                damage ??= unreadable;
            }
        }
        // The file is cut off before its first stretch, or every one is damaged.
        if (heard.ClassPatches == 0)
        {
            var beginning = MusicSampling.Beginning;
            Add(heard, decoder.Decode(path, beginning.Start, beginning.Length, cancellationToken), cancellationToken);
        }
        if (heard.ClassPatches == 0)
            throw damage ?? new UnreadableMediaException("The file holds no sound.");
        return heard.Mean(duration);
    }

    private void Add(Sums heard, float[] samples, CancellationToken cancellationToken)
    {
        heard.TagPatches += tagger.Listen(samples, heard.Tags, cancellationToken);
        heard.ClassPatches += classifier.Listen(samples, heard.Classes, cancellationToken);
    }

    private sealed class Sums(int classCount)
    {
        public float[] Tags { get; } = new float[MusicnnTags.Names.Count];

        public int TagPatches { get; set; }

        public float[] Classes { get; } = new float[classCount];

        public int ClassPatches { get; set; }

        public SoundScores Mean(TimeSpan? duration)
        {
            if (TagPatches > 0)
                TensorPrimitives.Divide(Tags, TagPatches, Tags);
            TensorPrimitives.Divide(Classes, ClassPatches, Classes);
            return new SoundScores(Tags, Classes, duration);
        }
    }
}
