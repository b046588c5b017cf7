using System.Buffers.Binary;

namespace Recognize.Worker.Seeding;

/// <summary>Chance that is the same in every run: ids, shares and sizes. Not thread-safe.</summary>
internal sealed class SeedRandom(int seed, string name)
{
    private static readonly DateTimeOffset FirstId = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Random _random = new(Mix(seed, name));
    private long _ids;

    public int Next(int below) => _random.Next(below);

    public double NextDouble() => _random.NextDouble();

    public bool IsOneOf(int many) => _random.Next(many) == 0;

    /// <summary>A number below a limit; low ones are far more frequent, as people and tags are in a real library.</summary>
    public int NextSkewed(int below)
    {
        var chance = _random.NextDouble();
        return (int)(below * chance * chance * chance);
    }

    /// <summary>Ids in the order of version 7: as the program's own, they fill an index from left to right.</summary>
    public Guid NextId()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        var milliseconds = FirstId.ToUnixTimeMilliseconds() + _ids++;
        Span<byte> time = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(time, milliseconds);
        time[2..].CopyTo(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>A vector of length one that lies near a direction, or anywhere without one.</summary>
    public float[] NextUnit(float[]? near, double spread, int dimensions)
    {
        var vector = new float[dimensions];
        var square = 0.0;
        for (var i = 0; i < dimensions; i++)
        {
            // Three even chances come close enough to a bell curve, and take a fifth of its time.
            var noise = (_random.NextDouble() + _random.NextDouble() + _random.NextDouble() - 1.5) * spread;
            vector[i] = (float)(noise + (near?[i] ?? 0));
            square += vector[i] * vector[i];
        }
        var scale = (float)(1 / Math.Sqrt(square));
        for (var i = 0; i < dimensions; i++)
            vector[i] *= scale;
        return vector;
    }

    // Not string.GetHashCode: that differs from run to run.
    private static int Mix(int seed, string name) =>
        name.Aggregate(unchecked(seed * 16_777_619 + (int)2_166_136_261), (hash, sign) => unchecked((hash ^ sign) * 16_777_619));
}
