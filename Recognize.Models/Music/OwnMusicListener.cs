using System.Numerics.Tensors;
using Recognize.Models.Classifiers;
using Recognize.Models.Inference;
using Recognize.Models.Media;
using Recognize.Models.Packs.Own;

namespace Recognize.Models.Music;

/// <summary>Listens to recordings with an owner's network. Thread-safe.</summary>
internal sealed class OwnMusicListener(
    OnnxModel model, OwnSoundInput input, OwnOutput output, string fileName, AudioDecoder decoder)
{
    private readonly SoundPatches _patches = new(input);
    private readonly StretchReader _reader = new(decoder, input.SampleRate, TimeSpan.FromSeconds(input.Seconds));

    /// <summary>The mean probability of each label over the patches of the stretches that are listened to.</summary>
    /// <exception cref="UnreadableMediaException">No sound can be decoded.</exception>
    /// <exception cref="IOException">The file cannot be read now.</exception>
    /// <exception cref="ModelFileException">The network gives something else than when it was added.</exception>
    public float[] Listen(string path, TimeSpan? duration, CancellationToken cancellationToken)
    {
        var means = new float[output.Length];
        var count = _reader.Read(path, duration, samples => Hear(samples, means, cancellationToken), cancellationToken);
        TensorPrimitives.Divide(means, count, means);
        return means;
    }

    private int Hear(float[] samples, float[] sums, CancellationToken cancellationToken)
    {
        var values = _patches.Make(samples);
        using var run = model.Rent([.. input.Shape]);
        for (var at = 0; at < values.Length; at += input.PatchLength)
        {
            values.AsSpan(at, input.PatchLength).CopyTo(run.Input);
            run.Execute(cancellationToken);
            var scores = run.Output(output.Name).ToArray();
            if (scores.Length != output.Length || !Array.TrueForAll(scores, float.IsFinite))
                throw new ModelFileException(fileName, $"{fileName} gave no {output.Length} scores for a patch of sound.");
            ScoreKinds.ToProbabilities(scores, output.Kind);
            TensorPrimitives.Add(sums, scores, sums);
        }
        return values.Length / input.PatchLength;
    }
}
