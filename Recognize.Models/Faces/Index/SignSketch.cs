using System.Numerics;

namespace Recognize.Models.Faces.Index;

/// <summary>
/// Vectors as signs: one bit for each dimension after a fixed rotation. The share of bits in which two sketches differ
/// follows from the angle between the vectors, so a scan can pass over nearly all that are not alike for the cost of
/// counting bits.
/// </summary>
internal sealed class SignSketch
{
    private readonly int _bits;
    private readonly float[] _firstSigns;
    private readonly float[] _secondSigns;

    /// <param name="dimensions">Length of the vectors; short ones are filled up, since fewer bits would tell too little.</param>
    public SignSketch(int dimensions)
    {
        _bits = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(dimensions, 128));
        var random = new Random(20170501);
        (_firstSigns, _secondSigns) = (Signs(random), Signs(random));
    }

    /// <summary>Words in a sketch.</summary>
    public int Words => _bits / 64;

    /// <summary>Writes the sketch of a vector.</summary>
    public void Write(ReadOnlySpan<float> vector, Span<ulong> sketch)
    {
        // Two rounds of random signs and a Hadamard transform come close to a random rotation: without it, dimensions
        // that vary little would weigh as much as those that tell people apart.
        Span<float> turned = _bits <= 1024 ? stackalloc float[_bits] : new float[_bits];
        turned.Clear();
        for (var i = 0; i < vector.Length; i++)
            turned[i] = vector[i] * _firstSigns[i];
        Transform(turned);
        for (var i = 0; i < turned.Length; i++)
            turned[i] *= _secondSigns[i];
        Transform(turned);
        sketch.Clear();
        for (var i = 0; i < turned.Length; i++)
            if (turned[i] > 0)
                sketch[i / 64] |= 1UL << (i % 64);
    }

    /// <summary>The number of bits in which sketches of vectors with a similarity rarely differ more.</summary>
    /// <param name="similarity">Dot product of the unit vectors, -1..1.</param>
    /// <param name="slack">Standard deviations above what is to be expected.</param>
    public int MostDifferent(float similarity, float slack)
    {
        var share = MathF.Acos(Math.Clamp(similarity, -1f, 1f)) / MathF.PI;
        return (int)((_bits * share) + (slack * MathF.Sqrt(_bits * share * (1 - share))));
    }

    private float[] Signs(Random random) =>
        [.. Enumerable.Range(0, _bits).Select(_ => random.Next(2) == 0 ? -1f : 1f)];

    private static void Transform(Span<float> values)
    {
        for (var half = 1; half < values.Length; half *= 2)
            for (var start = 0; start < values.Length; start += 2 * half)
                for (var i = start; i < start + half; i++)
                    (values[i], values[i + half]) = (values[i] + values[i + half], values[i] - values[i + half]);
    }
}
