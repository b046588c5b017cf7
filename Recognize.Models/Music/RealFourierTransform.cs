using System.Numerics;

namespace Recognize.Models.Music;

/// <summary>
/// The discrete Fourier transform of real samples, of one size that is a power of two. A transform of half the size on
/// pairs of samples (Stockham's ordering, which needs no shuffling), then split. Immutable, thread-safe.
/// </summary>
internal sealed class RealFourierTransform
{
    private readonly int _half;
    private readonly float[] _cosines;
    private readonly float[] _sines;

    /// <param name="size">Samples of a frame: a power of two from 4 to 4,096.</param>
    public RealFourierTransform(int size)
    {
        if (size is < 4 or > 4096 || !BitOperations.IsPow2(size))
            throw new ArgumentOutOfRangeException(nameof(size), size, "A power of two from 4 to 4,096 is needed.");
        Size = size;
        _half = size / 2;
        _cosines = new float[_half];
        _sines = new float[_half];
        for (var index = 0; index < _half; index++)
        {
            var (sine, cosine) = Math.SinCos(-2 * Math.PI * index / size);
            (_cosines[index], _sines[index]) = ((float)cosine, (float)sine);
        }
    }

    /// <summary>Samples of a frame.</summary>
    public int Size { get; }

    /// <summary>Values of a spectrum: from 0 Hz to half the sample rate, both included.</summary>
    public int BinCount => _half + 1;

    /// <summary>The squared magnitude of each frequency.</summary>
    /// <param name="frame"><see cref="Size"/> samples.</param>
    /// <param name="power">Receives <see cref="BinCount"/> values.</param>
    public void Power(ReadOnlySpan<float> frame, Span<float> power)
    {
        Span<float> scratch = stackalloc float[4 * _half];
        var real = scratch[.._half];
        var imaginary = scratch.Slice(_half, _half);
        var otherReal = scratch.Slice(2 * _half, _half);
        var otherImaginary = scratch.Slice(3 * _half, _half);
        for (var index = 0; index < _half; index++)
        {
            real[index] = frame[2 * index];
            imaginary[index] = frame[(2 * index) + 1];
        }

        for (int length = _half, stride = 1; length > 1; length /= 2, stride *= 2)
        {
            Pass(length, stride, real, imaginary, otherReal, otherImaginary);
            var swap = real;
            real = otherReal;
            otherReal = swap;
            swap = imaginary;
            imaginary = otherImaginary;
            otherImaginary = swap;
        }
        Split(real, imaginary, power);
    }

    private void Pass(
        int length, int stride,
        ReadOnlySpan<float> real, ReadOnlySpan<float> imaginary, Span<float> toReal, Span<float> toImaginary)
    {
        var middle = length / 2;
        for (var p = 0; p < middle; p++)
        {
            // The roots of unity of the whole size serve every pass, at a wider step.
            var cosine = _cosines[2 * p * stride];
            var sine = _sines[2 * p * stride];
            var firstReal = real.Slice(stride * p, stride);
            var firstImaginary = imaginary.Slice(stride * p, stride);
            var secondReal = real.Slice(stride * (p + middle), stride);
            var secondImaginary = imaginary.Slice(stride * (p + middle), stride);
            var sumReal = toReal.Slice(stride * 2 * p, stride);
            var sumImaginary = toImaginary.Slice(stride * 2 * p, stride);
            var turnedReal = toReal.Slice(stride * ((2 * p) + 1), stride);
            var turnedImaginary = toImaginary.Slice(stride * ((2 * p) + 1), stride);
            var q = 0;
            for (; q <= stride - Vector<float>.Count; q += Vector<float>.Count)
            {
                var (aReal, aImaginary) = (new Vector<float>(firstReal[q..]), new Vector<float>(firstImaginary[q..]));
                var (bReal, bImaginary) = (new Vector<float>(secondReal[q..]), new Vector<float>(secondImaginary[q..]));
                (aReal + bReal).CopyTo(sumReal[q..]);
                (aImaginary + bImaginary).CopyTo(sumImaginary[q..]);
                var (byReal, byImaginary) = (aReal - bReal, aImaginary - bImaginary);
                ((byReal * cosine) - (byImaginary * sine)).CopyTo(turnedReal[q..]);
                ((byReal * sine) + (byImaginary * cosine)).CopyTo(turnedImaginary[q..]);
            }
            for (; q < stride; q++)
            {
                sumReal[q] = firstReal[q] + secondReal[q];
                sumImaginary[q] = firstImaginary[q] + secondImaginary[q];
                var (byReal, byImaginary) = (firstReal[q] - secondReal[q], firstImaginary[q] - secondImaginary[q]);
                turnedReal[q] = (byReal * cosine) - (byImaginary * sine);
                turnedImaginary[q] = (byReal * sine) + (byImaginary * cosine);
            }
        }
    }

    // Even and odd samples went in as real and imaginary parts: their spectra are the even and odd part of the result.
    private void Split(ReadOnlySpan<float> real, ReadOnlySpan<float> imaginary, Span<float> power)
    {
        power[0] = Square(real[0] + imaginary[0]);
        power[_half] = Square(real[0] - imaginary[0]);
        for (var k = 1; k < _half; k++)
        {
            var mirror = _half - k;
            var evenReal = (real[k] + real[mirror]) / 2;
            var evenImaginary = (imaginary[k] - imaginary[mirror]) / 2;
            var oddReal = (imaginary[k] + imaginary[mirror]) / 2;
            var oddImaginary = (real[mirror] - real[k]) / 2;
            power[k] = Square(evenReal + (oddReal * _cosines[k]) - (oddImaginary * _sines[k]))
                + Square(evenImaginary + (oddReal * _sines[k]) + (oddImaginary * _cosines[k]));
        }
    }

    private static float Square(float value) => value * value;
}
