using System.Buffers.Binary;

namespace Recognize.Models.Packs.Own;

/// <summary>
/// Steps through the fields of one protocol buffer message without copying anything: a file from anywhere must not be
/// able to make its reader allocate (https://protobuf.dev/programming-guides/encoding).
/// </summary>
internal ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;

    /// <summary>Number of the field just read.</summary>
    public int Field { get; private set; }

    /// <summary>Its value when it is a number.</summary>
    public ulong Number { get; private set; }

    /// <summary>Its bytes when it is a text, a message, an array, or a number of fixed length.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>Moves to the next field; false at the end.</summary>
    /// <exception cref="InvalidDataException">The message is cut off or is none.</exception>
    public bool Read()
    {
        if (_rest.IsEmpty)
            return false;
        var tag = ReadVarint();
        if (tag >> 3 is 0 or > int.MaxValue)
            throw Damaged();
        Field = (int)(tag >> 3);
        Number = 0;
        Bytes = default;
        switch (tag & 7)
        {
            case 0:
                Number = ReadVarint();
                break;
            case 1:
                Bytes = Take(8);
                Number = BinaryPrimitives.ReadUInt64LittleEndian(Bytes);
                break;
            case 2:
                Bytes = Take(ReadVarint());
                break;
            case 5:
                Bytes = Take(4);
                Number = BinaryPrimitives.ReadUInt32LittleEndian(Bytes);
                break;
            default:
                throw Damaged();
        }
        return true;
    }

    /// <summary>Numbers that stand one after the other in the field, as arrays of numbers do.</summary>
    public static List<long> ReadPacked(ReadOnlySpan<byte> packed)
    {
        var numbers = new List<long>();
        var reader = new ProtoReader(packed);
        while (!reader._rest.IsEmpty)
            numbers.Add((long)reader.ReadVarint());
        return numbers;
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (var (at, shift) = (0, 0); at < _rest.Length && shift < 64; at++, shift += 7)
        {
            value |= (ulong)(_rest[at] & 0x7F) << shift;
            if (_rest[at] < 0x80)
            {
                _rest = _rest[(at + 1)..];
                return value;
            }
        }
        throw Damaged();
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)_rest.Length)
            throw Damaged();
        var taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }

    private static InvalidDataException Damaged() => new("it is cut off or damaged");
}
