using System.Numerics.Tensors;
using Recognize.Models.Inference;

namespace Recognize.Models.Music;

/// <summary>Listens to music with the network musicnn: 50 tags of genre, mood and time. Thread-safe.</summary>
/// <param name="model">Log-mel patches [N, 187, 96] to probabilities [N, 50].</param>
internal sealed class MusicTagger(OnnxModel model)
{
    private const int PatchFrames = 187;

    // More patches at once would only need more memory.
    private const int MostPatches = 4;

    private static readonly LogMelSpectrogram Front = LogMelSpectrogram.Musicnn;

    /// <summary>
    /// Adds the probabilities of each whole patch (3 s) of a stretch of sound to <paramref name="sums"/>, one for each
    /// of <see cref="MusicnnTags.Names"/>; what is left at the end is not heard.
    /// </summary>
    /// <returns>The number of patches; 0 for less than 3 s.</returns>
    public int Listen(ReadOnlySpan<float> samples, Span<float> sums, CancellationToken cancellationToken)
    {
        var patches = Front.FrameCount(samples.Length) / PatchFrames;
        if (patches == 0)
            return 0;
        var values = Front.Compute(samples);
        var patchLength = PatchFrames * Front.BandCount;
        for (var first = 0; first < patches; first += MostPatches)
        {
            var count = Math.Min(MostPatches, patches - first);
            using var run = model.Rent(count, PatchFrames, Front.BandCount);
            values.AsSpan(first * patchLength, count * patchLength).CopyTo(run.Input);
            run.Execute(cancellationToken);
            var output = run.Output();
            for (var patch = 0; patch < count; patch++)
                TensorPrimitives.Add(sums, output.Slice(patch * sums.Length, sums.Length), sums);
        }
        return patches;
    }
}
