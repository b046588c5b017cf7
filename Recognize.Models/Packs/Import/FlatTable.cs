namespace Recognize.Models.Packs.Import;

/// <summary>One table of a <see cref="FlatBuffer"/>; an absent field reads as its default.</summary>
internal readonly struct FlatTable(FlatBuffer buffer, int position, int directory, int directoryBytes)
{
    public byte Byte(int field, byte absent = 0) => At(field) is { } at ? buffer.Byte(at) : absent;

    public bool Flag(int field) => Byte(field) != 0;

    public int Int32(int field, int absent = 0) => At(field) is { } at ? buffer.Int32(at) : absent;

    public ulong UInt64(int field) => At(field) is { } at ? buffer.UInt64(at) : 0;

    public float Single(int field, float absent = 0) => At(field) is { } at ? buffer.Single(at) : absent;

    public FlatTable? Table(int field) => At(field) is { } at ? buffer.Table(buffer.Follow(at)) : null;

    public string Text(int field) => At(field) is { } at ? buffer.Text(buffer.Follow(at)) : "";

    public ReadOnlyMemory<byte> Bytes(int field) => At(field) is { } at ? buffer.Bytes(buffer.Follow(at)) : default;

    public FlatTable[] Tables(int field, int atMost)
    {
        var source = buffer;
        return List(field, 4, atMost, at => source.Table(source.Follow(at)));
    }

    public int[] Int32s(int field, int atMost) => List(field, 4, atMost, buffer.Int32);

    public long[] Int64s(int field, int atMost)
    {
        var source = buffer;
        return List(field, 8, atMost, at => (long)source.UInt64(at));
    }

    public float[] Singles(int field, int atMost) => List(field, 4, atMost, buffer.Single);

    private T[] List<T>(int field, int elementBytes, int atMost, Func<int, T> read)
    {
        if (At(field) is not { } at)
            return [];
        var (first, count) = buffer.Vector(buffer.Follow(at), elementBytes, atMost);
        buffer.Spend(count);
        var values = new T[count];
        for (var index = 0; index < count; index++)
            values[index] = read(first + index * elementBytes);
        return values;
    }

    private int? At(int field)
    {
        // The directory begins with its own length and the table's; each field then has two bytes.
        var slot = 4 + 2 * field;
        if (slot + 2 > directoryBytes)
            return null;
        var offset = buffer.Byte(directory + slot) | buffer.Byte(directory + slot + 1) << 8;
        return offset == 0 ? null : position + offset;
    }
}
