using System.Numerics.Tensors;

namespace Recognize.Models.Music;

/// <summary>
/// Gathers the bins of a spectrum into bands that are evenly spaced for the ear: overlapping triangles, each with a peak
/// at the edges of its neighbours. Immutable, thread-safe.
/// </summary>
internal sealed class MelFilterBank
{
    private readonly Band[] _bands;

    private MelFilterBank(Band[] bands) => _bands = bands;

    public int BandCount => _bands.Length;

    /// <summary>
    /// Slaney's scale (linear below 1 kHz, logarithmic above), each triangle of area one: what librosa makes by default
    /// (librosa.org, <c>filters.mel</c>).
    /// </summary>
    public static MelFilterBank Slaney(int bandCount, int binCount, int sampleRate, double lowest, double highest)
    {
        const double linearStep = 200.0 / 3;
        const double breakFrequency = 1000;
        const double breakMel = breakFrequency / linearStep;
        var logarithmicStep = Math.Log(6.4) / 27;
        double ToMel(double frequency) => frequency < breakFrequency
            ? frequency / linearStep
            : breakMel + (Math.Log(frequency / breakFrequency) / logarithmicStep);
        double ToFrequency(double mel) => mel < breakMel
            ? mel * linearStep
            : breakFrequency * Math.Exp(logarithmicStep * (mel - breakMel));

        var edges = Edges(bandCount, ToMel(lowest), ToMel(highest)).Select(ToFrequency).ToArray();
        return new MelFilterBank(
        [
            .. Enumerable.Range(0, bandCount).Select(band => Band.Triangle(
                edges[band], edges[band + 1], edges[band + 2], 2 / (edges[band + 2] - edges[band]),
                binCount, bin => (double)bin * sampleRate / (2 * (binCount - 1)))),
        ]);
    }

    /// <summary>
    /// HTK's scale, each triangle of height one and straight on that scale: what TensorFlow makes
    /// (tensorflow.org, <c>tf.signal.linear_to_mel_weight_matrix</c>).
    /// </summary>
    public static MelFilterBank Htk(int bandCount, int binCount, int sampleRate, double lowest, double highest)
    {
        static double ToMel(double frequency) => 1127 * Math.Log(1 + (frequency / 700));
        var edges = Edges(bandCount, ToMel(lowest), ToMel(highest));
        return new MelFilterBank(
        [
            .. Enumerable.Range(0, bandCount).Select(band => Band.Triangle(
                edges[band], edges[band + 1], edges[band + 2], 1,
                binCount, bin => ToMel((double)bin * sampleRate / (2 * (binCount - 1))))),
        ]);
    }

    /// <summary>A bank whose weights are known.</summary>
    /// <param name="matrix">Weight of each bin in each band: [bands, bins], row-major.</param>
    /// <param name="bandCount">Rows of the matrix.</param>
    public static MelFilterBank FromMatrix(ReadOnlySpan<float> matrix, int bandCount)
    {
        var binCount = matrix.Length / bandCount;
        var bands = new Band[bandCount];
        for (var band = 0; band < bandCount; band++)
            bands[band] = Band.Of(matrix.Slice(band * binCount, binCount));
        return new MelFilterBank(bands);
    }

    /// <summary>The weighted sum of each band.</summary>
    public void Apply(ReadOnlySpan<float> spectrum, Span<float> bands)
    {
        for (var index = 0; index < _bands.Length; index++)
        {
            var (first, weights) = _bands[index];
            bands[index] = TensorPrimitives.Dot(spectrum.Slice(first, weights.Length), weights);
        }
    }

    private static double[] Edges(int bandCount, double lowest, double highest) =>
        [.. Enumerable.Range(0, bandCount + 2).Select(index => lowest + ((highest - lowest) * index / (bandCount + 1)))];

    private readonly record struct Band(int First, float[] Weights)
    {
        public static Band Triangle(
            double from, double peak, double to, double height, int binCount, Func<int, double> position)
        {
            var weights = new float[binCount];
            for (var bin = 0; bin < binCount; bin++)
            {
                var at = position(bin);
                weights[bin] = (float)(height * Math.Max(0, Math.Min((at - from) / (peak - from), (to - at) / (to - peak))));
            }
            return Of(weights);
        }

        // Only what lies between the first and the last weight is kept; a narrow band may lie between two bins.
        public static Band Of(ReadOnlySpan<float> weights)
        {
            var first = weights.IndexOfAnyExcept(0f);
            return first < 0
                ? new Band(0, [])
                : new Band(first, weights[first..(weights.LastIndexOfAnyExcept(0f) + 1)].ToArray());
        }
    }
}
