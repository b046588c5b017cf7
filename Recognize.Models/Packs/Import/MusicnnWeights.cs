using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Recognize.Models.Packs.Import;

/// <summary>
/// Reads the tensors of musicnn's weights file. All of them lie whole and uncompressed in it, so for this one file,
/// known by its hash, the offsets say all that its HDF5 structure would. Little-endian float32, row-major.
/// </summary>
internal sealed class MusicnnWeights
{
    /// <summary>Hash of the one file whose layout is known.</summary>
    public const string Sha256 = "412a832c8527a813e084ba6f2cc7d068ecbbf1b68bda8c1de2e7de0d1f5fe7d1";

    private readonly byte[] _file;

    /// <exception cref="ImportRefusedException">It is another file.</exception>
    public MusicnnWeights(byte[] file)
    {
        if (Convert.ToHexStringLower(SHA256.HashData(file)) != Sha256)
        {
            throw new ImportRefusedException(
                "of this format only the published file of musicnn's weights is supported, and this is another one "
                + "(its sha256 differs)");
        }
        _file = file;
    }

    /// <summary>Normalises the input; one channel.</summary>
    public Normalisation Input => Normalise(1, 56136, 56140, 56144, 56148);

    /// <summary>The five layers that listen to the spectrogram, in the order their features are joined.</summary>
    public IReadOnlyList<Layer> FrontEnd =>
    [
        Convolution(7, 38, 1, 204, 62376, 56152, Normalise(204, 712136, 712952, 724808, 725624)),
        Convolution(7, 67, 1, 204, 282328, 56968, Normalise(204, 729840, 730656, 733936, 734752)),
        Convolution(128, 1, 1, 51, 667752, 57784, Normalise(51, 726440, 726644, 731472, 731676)),
        Convolution(64, 1, 1, 51, 696624, 711728, Normalise(51, 735568, 735772, 741728, 741932)),
        Convolution(32, 1, 1, 51, 715824, 711932, Normalise(51, 742136, 742340, 742544, 742748)),
    ];

    /// <summary>The three layers that listen to the features over time, in their order.</summary>
    public IReadOnlyList<Layer> MidEnd =>
    [
        Convolution(7, 1, 561, 64, 762672, 742952, Normalise(64, 743208, 743464, 1771384, 1771640)),
        Convolution(7, 1, 64, 64, 1777864, 1771896, Normalise(64, 1772152, 1772408, 1772664, 1772920)),
        Convolution(7, 1, 64, 64, 1902344, 1773176, Normalise(64, 2019808, 2020064, 2020320, 2020576)),
    ];

    /// <summary>Normalises the pooled features.</summary>
    public Normalisation Pooled => Normalise(1506, 2033584, 2041656, 2047680, 2053704);

    /// <summary>[1506, 200] and its bias.</summary>
    public Dense Hidden => new(Read(2061864, 1506 * 200), Read(2020832, 200));

    public Normalisation HiddenNormalisation => Normalise(200, 3269448, 3270248, 3273544, 3274344);

    /// <summary>[200, 50] and its bias.</summary>
    public Dense Tags => new(Read(3278056, 200 * 50), Read(2021632, 50));

    private Layer Convolution(
        int time, int frequency, int inputs, int outputs, int kernel, int bias, Normalisation after) =>
        new(time, frequency, inputs, outputs, Read(kernel, time * frequency * inputs * outputs), Read(bias, outputs), after);

    // Batch normalisation after training: a gain and an offset for each channel.
    private Normalisation Normalise(int channels, int gamma, int beta, int mean, int variance)
    {
        const double epsilon = 1e-3;
        var (scales, shifts) = (Read(gamma, channels), Read(beta, channels));
        var (means, variances) = (Read(mean, channels), Read(variance, channels));
        var gains = new float[channels];
        var offsets = new float[channels];
        for (var channel = 0; channel < channels; channel++)
        {
            var gain = scales[channel] / Math.Sqrt(variances[channel] + epsilon);
            gains[channel] = (float)gain;
            offsets[channel] = (float)(shifts[channel] - (means[channel] * gain));
        }
        return new Normalisation(gains, offsets);
    }

    private float[] Read(int offset, int count) =>
        MemoryMarshal.Cast<byte, float>(_file.AsSpan(offset, count * sizeof(float))).ToArray();

    /// <summary>For each channel, <c>x · gain + offset</c>.</summary>
    internal sealed record Normalisation(float[] Gains, float[] Offsets);

    /// <summary>A convolution with bias, then ReLU, then <c>After</c>; the kernel as [time, frequency, inputs, outputs].</summary>
    internal sealed record Layer(
        int Time, int Frequency, int Inputs, int Outputs, float[] Kernel, float[] Biases, Normalisation After);

    /// <summary>A fully connected layer; the weights as [inputs, outputs].</summary>
    internal sealed record Dense(float[] Weights, float[] Biases);
}
