using Recognize.Models.Classifiers;
using Recognize.Models.Inference;
using Recognize.Models.Media;
using Recognize.Models.Packs.Own;

namespace Recognize.Models.Music;

/// <summary>Trials of networks for music.</summary>
public sealed class MusicTrial(AudioDecoder decoder, MediaProbe probe) : TrialSubject
{
    internal override string Noun => "patch of sound";

    internal override ITrialInput Settle(ModelTrialRequest request, OnnxModel model, bool isImported) =>
        new Input(decoder, probe, OwnSoundPlan.Settle(
            OwnSoundRequest.Parse(request.Input), model.InputShape, model.TakesBytes));

    private sealed class Input(AudioDecoder decoder, MediaProbe probe, OwnSoundPlan plan) : ITrialInput
    {
        private const float ToneHertz = 440;

        public OwnInput? Photo => null;

        public OwnSoundInput Sound => plan.Input;

        OwnSoundInput? ITrialInput.Sound => plan.Input;

        public IReadOnlyList<string> Assumptions => plan.Assumptions;

        public long[] Shape => [.. Sound.Shape];

        /// <summary>Silence, which any library holds; noise; a tone.</summary>
        public void WriteSample(int number, Span<float> tensor)
        {
            var random = new Random(1);
            var samples = new float[Sound.SampleCount];
            for (var at = 0; at < samples.Length; at++)
            {
                samples[at] = number switch
                {
                    0 => 0,
                    1 => (random.NextSingle() - 0.5f) / 2,
                    _ => MathF.Sin(2 * MathF.PI * (at * ToneHertz / Sound.SampleRate % 1)) / 2,
                };
            }
            new SoundPatches(Sound).Make(samples).AsSpan(0, Sound.PatchLength).CopyTo(tensor);
        }

        public float[] Score(OnnxModel model, string path, OwnOutput output, CancellationToken cancellationToken)
        {
            var duration = probe.Read(path, cancellationToken).Duration;
            return new OwnMusicListener(model, Sound, output, "The model", decoder).Listen(path, duration, cancellationToken);
        }
    }
}
