using System.Buffers.Binary;

namespace Recognize.Tests.Hostile;

/// <summary>Damages files the ways that files are damaged, and the ways that make parsers stumble.</summary>
internal static class Mutation
{
    private static readonly uint[] OddNumbers =
        [0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0xFFFF_FFFE, 0x0100_0000];

    /// <summary>One damaged file; the same random numbers give the same.</summary>
    /// <param name="original">A good file.</param>
    /// <param name="other">Another good one, of any format, to take parts from.</param>
    /// <param name="random">Decides.</param>
    public static byte[] Apply(byte[] original, byte[] other, Random random)
    {
        var bytes = original;
        for (var times = random.Next(1, 4); times > 0 && bytes.Length > 0; times--)
        {
            bytes = random.Next(9) switch
            {
                0 => FlipBits(bytes, random),
                1 => bytes[..random.Next(bytes.Length)],
                2 => Splice(bytes, other, random),
                3 => ChangeNumber(bytes, random),
                // Most of what decides lies at the beginning.
                4 => [.. FlipBits(bytes[..Math.Min(bytes.Length, 512)], random), .. bytes.AsSpan(Math.Min(bytes.Length, 512))],
                5 => bytes[..Math.Min(bytes.Length, random.Next(4, 256))],
                6 => [.. bytes, .. other],
                7 => Repeat(bytes, random),
                _ => Remove(bytes, random),
            };
        }
        return bytes;
    }

    private static byte[] FlipBits(byte[] bytes, Random random)
    {
        var flipped = (byte[])bytes.Clone();
        for (var flips = 1 << random.Next(7); flips > 0; flips--)
            flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
        return flipped;
    }

    private static byte[] Splice(byte[] bytes, byte[] other, Random random) =>
        [.. bytes.AsSpan(0, random.Next(bytes.Length)), .. other.AsSpan(random.Next(other.Length))];

    /// <summary>Lengths, offsets and counts lie on even places, in either order of bytes.</summary>
    private static byte[] ChangeNumber(byte[] bytes, Random random)
    {
        if (bytes.Length < 8)
            return bytes;
        var changed = (byte[])bytes.Clone();
        for (var times = random.Next(1, 5); times > 0; times--)
        {
            var reach = random.Next(2) == 0 ? Math.Min(bytes.Length, 1024) : bytes.Length;
            var place = changed.AsSpan(random.Next(reach - 4) & ~1, 4);
            var number = OddNumbers[random.Next(OddNumbers.Length)];
            if (random.Next(2) == 0)
                BinaryPrimitives.WriteUInt32BigEndian(place, number);
            else
                BinaryPrimitives.WriteUInt32LittleEndian(place, number);
        }
        return changed;
    }

    private static byte[] Repeat(byte[] bytes, Random random)
    {
        var (from, length) = Part(bytes, random);
        var part = bytes.AsSpan(from, length);
        var at = random.Next(bytes.Length);
        return [.. bytes.AsSpan(0, at), .. part, .. part, .. part, .. bytes.AsSpan(at)];
    }

    private static byte[] Remove(byte[] bytes, Random random)
    {
        var (from, length) = Part(bytes, random);
        return [.. bytes.AsSpan(0, from), .. bytes.AsSpan(from + length)];
    }

    private static (int From, int Length) Part(byte[] bytes, Random random)
    {
        var from = random.Next(bytes.Length);
        return (from, random.Next(Math.Min(bytes.Length - from, 4096)));
    }
}
