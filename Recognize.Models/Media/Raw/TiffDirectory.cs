using System.Buffers.Binary;

namespace Recognize.Models.Media.Raw;

/// <summary>One entry of a TIFF directory; <paramref name="ValueOffset"/> is where its values lie in the file.</summary>
internal readonly record struct TiffEntry(ushort Tag, ushort Type, uint Count, long ValueOffset)
{
    internal long ByteLength => (long)Count * SizeOf(Type);

    // TIFF 6.0, page 15; 13 is the IFD type of the supplement.
    internal static int SizeOf(ushort type) => type switch
    {
        3 or 8 => 2,
        4 or 9 or 11 or 13 => 4,
        5 or 10 or 12 => 8,
        _ => 1,
    };
}

/// <summary>
/// Reads directories of a TIFF structure inside a file, with every offset checked: damaged files give fewer entries,
/// never a read outside the file. Offsets inside it count from <paramref name="baseOffset"/>.
/// </summary>
internal sealed class TiffDirectory(MediaFile file, long baseOffset, bool littleEndian)
{
    private const int MaxEntries = 1000;
    private const int MaxValues = 64;

    /// <summary>Entries of the directory at an offset, and the offset of the next directory or 0.</summary>
    internal (List<TiffEntry> Entries, long Next) Read(long offset)
    {
        var entries = new List<TiffEntry>();
        var at = baseOffset + offset;
        if (offset <= 0 || ReadInteger(at, 2) is not { } count || count > MaxEntries)
            return (entries, 0);

        var bytes = new byte[12];
        for (var i = 0; i < count; i++)
        {
            var entryAt = at + 2 + (i * 12L);
            if (file.Read(bytes, entryAt) != bytes.Length)
                return (entries, 0);
            var entry = new TiffEntry(Short(bytes), Short(bytes.AsSpan(2)), Long(bytes.AsSpan(4)), entryAt + 8);
            if (entry.ByteLength > 4)
                entry = entry with { ValueOffset = baseOffset + Long(bytes.AsSpan(8)) };
            if (entry.ValueOffset + entry.ByteLength <= file.Length)
                entries.Add(entry);
        }
        return (entries, ReadInteger(at + 2 + (count * 12), 4) ?? 0);
    }

    /// <summary>The entry's first values as whole numbers; empty when it holds others.</summary>
    internal long[] Values(TiffEntry entry)
    {
        var size = TiffEntry.SizeOf(entry.Type);
        if (entry.Type is not (1 or 3 or 4 or 13))
            return [];
        var values = new long[Math.Min(entry.Count, MaxValues)];
        for (var i = 0; i < values.Length; i++)
            values[i] = ReadInteger(entry.ValueOffset + (i * size), size) ?? 0;
        return values;
    }

    private long? ReadInteger(long at, int size)
    {
        Span<byte> bytes = stackalloc byte[4];
        if (at < 0 || file.Read(bytes[..size], at) != size)
            return null;
        return size switch { 1 => bytes[0], 2 => Short(bytes), _ => Long(bytes) };
    }

    private ushort Short(ReadOnlySpan<byte> bytes) => littleEndian
        ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private uint Long(ReadOnlySpan<byte> bytes) => littleEndian
        ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
