using System.Buffers;
using System.Numerics.Tensors;
using Recognize.Models.Media;
using Recognize.Models.Packs.Import;

namespace Recognize.Models.Music;

/// <summary>
/// Turns mono samples of 16 kHz into what a network listens to: for each short frame the logarithm of the energy in mel
/// bands. Immutable, thread-safe.
/// </summary>
internal sealed class LogMelSpectrogram
{
    private const int SampleRate = AudioDecoder.SampleRate;

    private readonly RealFourierTransform _transform;
    private readonly MelFilterBank _bank;
    private readonly float[] _window;
    private readonly int _hop;
    private readonly bool _isCentred;
    private readonly bool _isPower;
    private readonly float _gain;
    private readonly float _offset;
    private readonly float _unit;

    private LogMelSpectrogram(
        float[] window, int hop, int transformSize, bool isCentred, bool isPower,
        MelFilterBank bank, float gain, float offset, float unit)
    {
        _transform = new RealFourierTransform(transformSize);
        _bank = bank;
        _window = window;
        _hop = hop;
        _isCentred = isCentred;
        _isPower = isPower;
        (_gain, _offset, _unit) = (gain, offset, unit);
    }

    /// <summary>
    /// The input of musicnn (github.com/jordipons/musicnn): frames of 512 every 256 samples, centred, 96 bands of power
    /// up to 8 kHz, log10(10000·x + 1).
    /// </summary>
    public static LogMelSpectrogram Musicnn { get; } = new(
        Hann(512), 256, 512, isCentred: true, isPower: true,
        MelFilterBank.Slaney(96, 257, SampleRate, 0, 8000), 10_000, 1, (float)(1 / Math.Log(10)));

    /// <summary>
    /// The input of YAMNet (github.com/tensorflow/models, audioset/yamnet/params.py): frames of 25 ms every 10 ms, 64 bands
    /// of magnitude from 125 to 7500 Hz, ln(x + 0.001).
    /// </summary>
    public static LogMelSpectrogram Yamnet { get; } = new(
        Hann(400), 160, 512, isCentred: false, isPower: false,
        MelFilterBank.Htk(64, 257, SampleRate, 125, 7500), 1, 0.001f, 1);

    /// <summary>
    /// The input of a network that describes its own, such as YAMNet (github.com/tensorflow/models, audioset/yamnet):
    /// frames of 25 ms every 10 ms, 64 bands of magnitude, ln(x + 0.001).
    /// </summary>
    /// <exception cref="NotSupportedException">The network adds a floor of its own to each band.</exception>
    public static LogMelSpectrogram Of(SpectrogramConstants constants)
    {
        var floor = constants.Floor[0];
        if (Array.Exists(constants.Floor, value => value != floor))
            throw new NotSupportedException("A spectrogram with a floor for each band is not known.");
        return new LogMelSpectrogram(
            constants.Window, constants.FrameStep, constants.FftLength, isCentred: false, isPower: false,
            MelFilterBank.FromMatrix(constants.Mel, constants.Bands), 1, floor, 1);
    }

    public int BandCount => _bank.BandCount;

    /// <summary>How many frames so many samples give.</summary>
    public int FrameCount(int sampleCount)
    {
        if (_isCentred)
            return sampleCount > _transform.Size / 2 ? 1 + (sampleCount / _hop) : 0;
        return sampleCount >= _window.Length ? 1 + ((sampleCount - _window.Length) / _hop) : 0;
    }

    /// <summary>Frame after frame, each of <see cref="BandCount"/> values; empty when there are too few samples.</summary>
    public float[] Compute(ReadOnlySpan<float> samples)
    {
        var frames = FrameCount(samples.Length);
        var values = new float[frames * BandCount];
        if (frames == 0)
            return values;
        var margin = _isCentred ? _transform.Size / 2 : 0;
        var padded = ArrayPool<float>.Shared.Rent(samples.Length + (2 * margin));
        try
        {
            Pad(samples, padded, margin);
            Span<float> frame = stackalloc float[_transform.Size];
            Span<float> spectrum = stackalloc float[_transform.BinCount];
            for (var index = 0; index < frames; index++)
            {
                TensorPrimitives.Multiply(padded.AsSpan(index * _hop, _window.Length), _window, frame);
                _transform.Power(frame, spectrum);
                if (!_isPower)
                    TensorPrimitives.Sqrt(spectrum, spectrum);
                _bank.Apply(spectrum, values.AsSpan(index * BandCount, BandCount));
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(padded);
        }
        TensorPrimitives.Multiply(values, _gain, values);
        TensorPrimitives.Add(values, _offset, values);
        TensorPrimitives.Log(values, values);
        TensorPrimitives.Multiply(values, _unit, values);
        return values;
    }

    // The sound is mirrored at both ends, without repeating the samples at the edge.
    private static void Pad(ReadOnlySpan<float> samples, Span<float> padded, int margin)
    {
        samples.CopyTo(padded[margin..]);
        for (var distance = 1; distance <= margin; distance++)
        {
            padded[margin - distance] = samples[distance];
            padded[margin + samples.Length - 1 + distance] = samples[samples.Length - 1 - distance];
        }
    }

    // Periodic, as for spectra: the symmetric window differs enough to move the networks' answers.
    private static float[] Hann(int length) =>
        [.. Enumerable.Range(0, length).Select(index => (float)(0.5 - (0.5 * Math.Cos(2 * Math.PI * index / length))))];
}
