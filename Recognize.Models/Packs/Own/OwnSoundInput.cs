namespace Recognize.Models.Packs.Own;

/// <summary>In which form a network takes sound.</summary>
public enum SoundForm
{
    /// <summary>Samples within -1..1.</summary>
    Waveform,

    /// <summary>The log-mel spectrogram of musicnn, 187 frames of 96 bands: 3 s.</summary>
    Musicnn,

    /// <summary>The log-mel spectrogram of YAMNet, 96 frames of 64 bands: 1 s.</summary>
    Yamnet,
}

/// <summary>How an owner's network for music takes a patch of sound, mono.</summary>
/// <param name="Form">What its numbers are.</param>
/// <param name="SampleRate">Samples per second of the sound.</param>
/// <param name="Shape">Shape of the input tensor for one patch.</param>
public sealed record OwnSoundInput(SoundForm Form, int SampleRate, IReadOnlyList<long> Shape)
{
    /// <summary>Samples that make a patch.</summary>
    public int SampleCount => Form switch
    {
        SoundForm.Musicnn => 187 * 256,
        SoundForm.Yamnet => 400 + (95 * 160),
        _ => PatchLength,
    };

    /// <summary>Length of a patch.</summary>
    public double Seconds => (double)SampleCount / SampleRate;

    /// <summary>Numbers of a patch in the input tensor.</summary>
    internal int PatchLength => (int)Shape.Aggregate(1L, (product, size) => checked(product * size));
}
