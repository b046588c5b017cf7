using System.Buffers.Binary;
using System.Text;

namespace Recognize.Models.Packs.Import;

/// <summary>
/// Reads the FlatBuffers format from bytes that may be hostile: every offset and length is checked against the file
/// before it is followed, and nothing is allocated that the file does not hold.
/// </summary>
internal sealed class FlatBuffer(ReadOnlyMemory<byte> bytes)
{
    private const int LongestText = 4096;

    /// <summary>Many lists may lie about the same bytes; what all lists read together may hold is bounded.</summary>
    private const int MostElements = 1 << 23;

    private int _elements;

    /// <summary>The four characters that name the kind of file; empty when it is too short.</summary>
    public string Identifier => bytes.Length >= 8 ? Encoding.Latin1.GetString(bytes.Span.Slice(4, 4)) : "";

    public FlatTable Root => Table(Follow(0));

    public byte Byte(int position) => Span(position, 1)[0];

    public int Int32(int position) => BinaryPrimitives.ReadInt32LittleEndian(Span(position, 4));

    public ulong UInt64(int position) => BinaryPrimitives.ReadUInt64LittleEndian(Span(position, 8));

    public float Single(int position) => BinaryPrimitives.ReadSingleLittleEndian(Span(position, 4));

    /// <summary>The position an unsigned offset at <paramref name="position"/> points to.</summary>
    public int Follow(int position)
    {
        var offset = BinaryPrimitives.ReadUInt32LittleEndian(Span(position, 4));
        var target = position + (long)offset;
        return target <= bytes.Length - 4 ? (int)target : throw Outside();
    }

    /// <summary>The table at a position, with its field directory checked.</summary>
    public FlatTable Table(int position)
    {
        var directory = position - (long)Int32(position);
        if (directory < 0 || directory > bytes.Length - 4)
            throw Outside();
        var directoryBytes = BinaryPrimitives.ReadUInt16LittleEndian(Span((int)directory, 2));
        if (directoryBytes < 4)
            throw Outside();
        Span((int)directory, directoryBytes);
        return new FlatTable(this, position, (int)directory, directoryBytes);
    }

    /// <summary>Counts elements that are about to be read into memory.</summary>
    public void Spend(int elements)
    {
        _elements = elements <= MostElements - _elements
            ? _elements + elements
            : throw new ImportRefusedException("its lists hold more than any sensible network has");
    }

    /// <summary>Position of the first element and number of elements of the vector at a position.</summary>
    public (int First, int Count) Vector(int position, int elementBytes, int atMost)
    {
        var count = BinaryPrimitives.ReadUInt32LittleEndian(Span(position, 4));
        if (count > (uint)atMost)
            throw new ImportRefusedException($"it has a list of {count} elements where at most {atMost} make sense");
        var first = position + 4;
        if (count * (long)elementBytes > bytes.Length - first)
            throw Outside();
        return (first, (int)count);
    }

    public ReadOnlyMemory<byte> Bytes(int position)
    {
        var (first, count) = Vector(position, 1, int.MaxValue);
        return bytes.Slice(first, count);
    }

    public string Text(int position)
    {
        var (first, count) = Vector(position, 1, LongestText);
        return Encoding.UTF8.GetString(Span(first, count));
    }

    private ReadOnlySpan<byte> Span(int position, int length) =>
        position >= 0 && position <= bytes.Length - length ? bytes.Span.Slice(position, length) : throw Outside();

    private static ImportRefusedException Outside() => new("it is cut off or damaged: it points outside of itself");
}
