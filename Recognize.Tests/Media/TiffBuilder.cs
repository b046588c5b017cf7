using System.Buffers.Binary;

namespace Recognize.Tests.Media;

/// <summary>Writes little-endian TIFF structures for tests: directories of 32-bit numbers, and blocks of bytes.</summary>
internal sealed class TiffBuilder
{
    // The first directory has its place right after the header, long enough for the tests' entries.
    private const int FirstDirectory = 8;
    private const int FirstDirectoryLength = 200;

    private readonly List<byte> _bytes = [.. "II*\0"u8, FirstDirectory, 0, 0, 0, .. new byte[FirstDirectoryLength]];

    internal (int Offset, int Length) Append(byte[] block)
    {
        var offset = _bytes.Count;
        _bytes.AddRange(block);
        return (offset, block.Length);
    }

    internal int AddDirectory(params (int Tag, int Value)[] entries) => Append(Directory(entries)).Offset;

    internal void SetFirst(params (int Tag, int Value)[] entries)
    {
        var directory = Directory(entries);
        for (var i = 0; i < directory.Length; i++)
            _bytes[FirstDirectory + i] = directory[i];
    }

    internal byte[] ToBytes() => [.. _bytes];

    private static byte[] Directory((int Tag, int Value)[] entries)
    {
        var bytes = new byte[2 + (entries.Length * 12) + 4];
        bytes[0] = (byte)entries.Length;
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = bytes.AsSpan(2 + (i * 12));
            BinaryPrimitives.WriteUInt16LittleEndian(entry, (ushort)entries[i].Tag);
            entry[2] = 4;
            entry[4] = 1;
            BinaryPrimitives.WriteInt32LittleEndian(entry[8..], entries[i].Value);
        }
        return bytes;
    }
}
