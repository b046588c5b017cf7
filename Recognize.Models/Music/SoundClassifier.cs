using System.Numerics.Tensors;
using Recognize.Models.Inference;
using Recognize.Models.Packs.Import;

namespace Recognize.Models.Music;

/// <summary>Listens to any sound with YAMNet: 521 AudioSet classes, from speech to reggae. Thread-safe.</summary>
/// <param name="model">Log-mel patches [N, frames, bands] to probabilities [N, 521].</param>
/// <param name="constants">How the network wants its patches made.</param>
internal sealed class SoundClassifier(OnnxModel model, SpectrogramConstants constants)
{
    private const int MostPatches = 8;

    private readonly LogMelSpectrogram _front = LogMelSpectrogram.Of(constants);

    // Fewer samples give no patch; what is shorter is filled up with silence.
    private readonly int _leastSamples = constants.Window.Length + ((constants.Frames - 1) * constants.FrameStep);

    /// <summary>
    /// Adds the probabilities of each patch (1 s, overlapping by half) of a stretch of sound to <paramref name="sums"/>.
    /// </summary>
    /// <returns>The number of patches; at least 1 unless there are no samples.</returns>
    public int Listen(ReadOnlySpan<float> samples, Span<float> sums, CancellationToken cancellationToken)
    {
        if (samples.IsEmpty)
            return 0;
        if (samples.Length < _leastSamples)
        {
            var filled = new float[_leastSamples];
            samples.CopyTo(filled);
            samples = filled;
        }
        var values = _front.Compute(samples);
        var step = constants.Frames / 2;
        var patches = 1 + (((values.Length / _front.BandCount) - constants.Frames) / step);
        var patchLength = constants.Frames * _front.BandCount;
        for (var first = 0; first < patches; first += MostPatches)
        {
            var count = Math.Min(MostPatches, patches - first);
            using var run = model.Rent(count, constants.Frames, _front.BandCount);
            for (var patch = 0; patch < count; patch++)
            {
                values.AsSpan((first + patch) * step * _front.BandCount, patchLength)
                    .CopyTo(run.Input.Slice(patch * patchLength, patchLength));
            }
            run.Execute(cancellationToken);
            var output = run.Output();
            for (var patch = 0; patch < count; patch++)
                TensorPrimitives.Add(sums, output.Slice(patch * sums.Length, sums.Length), sums);
        }
        return patches;
    }
}
