using Recognize.Models.Media;

namespace Recognize.Models.Music;

/// <summary>Decodes the stretches of a recording that are listened to. Thread-safe.</summary>
/// <param name="decoder">Decodes them.</param>
/// <param name="sampleRate">Samples per second that are wanted.</param>
/// <param name="patch">How much the network hears at once.</param>
internal sealed class StretchReader(AudioDecoder decoder, int sampleRate, TimeSpan patch)
{
    /// <summary>Gives each stretch of <see cref="MusicSampling"/> to <paramref name="hear"/>.</summary>
    /// <param name="path">The recording.</param>
    /// <param name="duration">Its length where it is known.</param>
    /// <param name="hear">Listens to samples and says how many patches they were; at least 1 unless there are none.</param>
    /// <param name="cancellationToken">Ends ffmpeg.</param>
    /// <returns>Patches that were heard, at least 1.</returns>
    /// <exception cref="UnreadableMediaException">No sound can be decoded.</exception>
    /// <exception cref="IOException">The file cannot be read now.</exception>
    public int Read(string path, TimeSpan? duration, Func<float[], int> hear, CancellationToken cancellationToken)
    {
        var patches = 0;
        UnreadableMediaException? damage = null;
        foreach (var stretch in MusicSampling.Plan(duration, patch))
        {
            try
            {
                var samples = decoder.Decode(path, stretch.Start, stretch.Length, sampleRate, cancellationToken);
                if (samples.Length == 0)
                    break;
                patches += hear(samples);
            }
            catch (UnreadableMediaException unreadable) when (stretch.Start > TimeSpan.Zero)
            {
                // One bad place does not spoil a recording; whether anything is left to hear is seen below.
                damage ??= unreadable;
            }
        }
        // The file is cut off before its first stretch, or every one is damaged.
        if (patches == 0)
        {
            var beginning = MusicSampling.Beginning(patch);
            patches = hear(decoder.Decode(path, beginning.Start, beginning.Length, sampleRate, cancellationToken));
        }
        return patches > 0 ? patches : throw damage ?? new UnreadableMediaException("The file holds no sound.");
    }
}
