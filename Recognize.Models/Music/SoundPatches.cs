using Recognize.Models.Packs.Own;

namespace Recognize.Models.Music;

/// <summary>Makes of sound the patches that an owner's network takes. Immutable, thread-safe.</summary>
internal sealed class SoundPatches(OwnSoundInput input)
{
    private readonly LogMelSpectrogram? _spectrogram = input.Form switch
    {
        SoundForm.Musicnn => LogMelSpectrogram.Musicnn,
        SoundForm.Yamnet => LogMelSpectrogram.Yamnet,
        _ => null,
    };

    /// <summary>
    /// Whole patches one after the other, each of <see cref="OwnSoundInput.PatchLength"/> numbers; what is left at the end
    /// is not among them, and less than one patch is filled up with silence.
    /// </summary>
    /// <param name="samples">At the rate of the input; none give no patch.</param>
    public float[] Make(float[] samples)
    {
        if (samples.Length == 0)
            return [];
        if (samples.Length < input.SampleCount)
            Array.Resize(ref samples, input.SampleCount);
        var values = _spectrogram?.Compute(samples) ?? samples;
        return values[..(values.Length - (values.Length % input.PatchLength))];
    }
}
