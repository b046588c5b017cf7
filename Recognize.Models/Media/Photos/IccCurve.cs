using System.Buffers.Binary;

namespace Recognize.Models.Media.Photos;

/// <summary>A tone curve of a colour profile: from 8-bit values to linear light, 0 to 1 (ICC.1:2010, 10.5 and 10.15).</summary>
internal static class IccCurve
{
    /// <summary>256 values, or null when the curve is damaged or of an unknown kind.</summary>
    internal static float[]? TryRead(ReadOnlySpan<byte> tag)
    {
        if (tag.Length < 12)
            return null;
        if (tag.StartsWith("para"u8))
            return Parametric(BinaryPrimitives.ReadUInt16BigEndian(tag[8..]), tag[12..]);
        return tag.StartsWith("curv"u8) ? Sampled(BinaryPrimitives.ReadUInt32BigEndian(tag[8..]), tag[12..]) : null;
    }

    internal static float Fixed(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32BigEndian(bytes) / 65536f;

    private static float[]? Sampled(uint count, ReadOnlySpan<byte> samples)
    {
        if (count > samples.Length / 2)
            return null;
        var curve = new float[256];
        for (var i = 0; i < curve.Length; i++)
        {
            var x = i / 255f;
            if (count == 0)
            {
                curve[i] = x;
            }
            else if (count == 1)
            {
                curve[i] = MathF.Pow(x, BinaryPrimitives.ReadUInt16BigEndian(samples) / 256f);
            }
            else
            {
                var position = x * (count - 1);
                var low = Math.Min((int)position, (int)count - 2);
                var below = BinaryPrimitives.ReadUInt16BigEndian(samples[(low * 2)..]);
                var above = BinaryPrimitives.ReadUInt16BigEndian(samples[((low + 1) * 2)..]);
                curve[i] = (below + ((above - below) * (position - low))) / 65535f;
            }
        }
        return curve;
    }

    private static float[]? Parametric(int kind, ReadOnlySpan<byte> bytes)
    {
        // How many parameters each kind has, in the standard's order: g a b c d e f.
        var count = kind switch { 0 => 1, 1 => 3, 2 => 4, 3 => 5, 4 => 7, _ => 0 };
        if (count == 0 || bytes.Length < count * 4)
            return null;
        Span<float> p = stackalloc float[7];
        for (var i = 0; i < count; i++)
            p[i] = Fixed(bytes[(i * 4)..]);

        var curve = new float[256];
        for (var i = 0; i < curve.Length; i++)
        {
            var x = i / 255f;
            var power = kind == 0 ? MathF.Pow(x, p[0]) : MathF.Pow(MathF.Max(0, (p[1] * x) + p[2]), p[0]);
            var value = kind switch
            {
                0 => power,
                1 => x >= -p[2] / p[1] ? power : 0,
                2 => x >= -p[2] / p[1] ? power + p[3] : p[3],
                3 => x >= p[4] ? power : p[3] * x,
                _ => x >= p[4] ? power + p[5] : (p[3] * x) + p[6],
            };
            if (!float.IsFinite(value))
                return null;
            curve[i] = Math.Clamp(value, 0, 1);
        }
        return curve;
    }
}
