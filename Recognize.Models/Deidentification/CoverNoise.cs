using System.Numerics;
using System.Security.Cryptography;

namespace Recognize.Models.Deidentification;

/// <summary>Fills bytes with chance.</summary>
internal delegate void FillBytes(Span<byte> bytes);

/// <summary>
/// What is added to the few colours that a cover shows of a face. Without it, coarse colours are still alike in two
/// pictures of one person: whoever covers a known picture in the same way finds more of them than chance would.
/// </summary>
/// <param name="fill">Where chance comes from; not to be foretold, or the noise could be taken away again.</param>
internal sealed class CoverNoise(FillBytes fill)
{
    /// <summary>Standard deviation of the brightness, 0..255: about what the parts of a face differ by.</summary>
    private const float Brightness = 32;

    /// <summary>The same of each colour besides.</summary>
    private const float Colour = 12;

    /// <summary>Of the sum of four bytes.</summary>
    private const float SumMean = 4 * 127.5f, SumDeviation = 147.8f;

    public static CoverNoise Unforeseeable { get; } = new(RandomNumberGenerator.Fill);

    /// <summary>Noise for one colour.</summary>
    public Vector3 Next()
    {
        Span<byte> chance = stackalloc byte[16];
        fill(chance);
        return (new Vector3(Normal(chance[..4]), Normal(chance[4..8]), Normal(chance[8..12])) * Colour)
            + new Vector3(Normal(chance[12..]) * Brightness);
    }

    /// <summary>Near enough to a normal distribution of deviation 1.</summary>
    private static float Normal(ReadOnlySpan<byte> four) => (four[0] + four[1] + four[2] + four[3] - SumMean) / SumDeviation;
}
