using System.Buffers.Binary;

namespace Recognize.Worker.Benchmark;

/// <summary>Writes sound that costs as much to read and listen to as music: chords over noise.</summary>
internal static class SyntheticSound
{
    private const int SampleRate = 44_100;

    /// <summary>A mono WAV file of 16 bits.</summary>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public static void Write(string path, TimeSpan length)
    {
        var samples = (int)(length.TotalSeconds * SampleRate);
        var bytes = new byte[44 + (2 * samples)];
        Head(bytes, 2 * samples);
        var random = new Random(1);
        for (var i = 0; i < samples; i++)
        {
            var time = (double)i / SampleRate;
            // Another chord each second, from three octaves.
            var root = 110 * Math.Pow(2, (int)time * 7 % 36 / 12.0);
            var value = (0.3 * Math.Sin(2 * Math.PI * root * time)) + (0.2 * Math.Sin(3 * Math.PI * root * time))
                + (0.1 * random.NextDouble());
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(44 + (2 * i)), (short)(value * 20_000));
        }
        File.WriteAllBytes(path, bytes);
    }

    private static void Head(Span<byte> head, int dataBytes)
    {
        "RIFF"u8.CopyTo(head);
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], 36 + dataBytes);
        "WAVEfmt "u8.CopyTo(head[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(head[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(head[20..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(head[22..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(head[24..], SampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(head[28..], SampleRate * 2);
        BinaryPrimitives.WriteInt16LittleEndian(head[32..], 2);
        BinaryPrimitives.WriteInt16LittleEndian(head[34..], 16);
        "data"u8.CopyTo(head[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(head[40..], dataBytes);
    }
}
