using System.Buffers.Binary;
using System.Text;

namespace Recognize.Tests.Packs.Import;

/// <summary>One table for <see cref="FlatWriter"/>: fields by number; a null field is left out.</summary>
internal sealed class FlatNode : Dictionary<int, object?>;

/// <summary>
/// Writes the FlatBuffers format: a parent before its children, every field in four bytes. Knows whole and broken
/// numbers, texts, lists of them, tables and lists of tables.
/// </summary>
internal sealed class FlatWriter
{
    private readonly List<byte> _bytes = [];

    public static byte[] Write(FlatNode root, string identifier)
    {
        var writer = new FlatWriter();
        writer._bytes.AddRange(new byte[4]);
        writer._bytes.AddRange(Encoding.ASCII.GetBytes(identifier));
        writer.Patch(0, writer.Table(root));
        return [.. writer._bytes];
    }

    private int Table(FlatNode node)
    {
        var fields = node.Where(field => field.Value is not null).ToDictionary();
        var slots = fields.Count == 0 ? 0 : fields.Keys.Max() + 1;
        var directory = _bytes.Count;
        Short(4 + 2 * slots);
        Short(4 + 4 * fields.Count);
        var offset = 4;
        for (var slot = 0; slot < slots; slot++)
        {
            Short(fields.ContainsKey(slot) ? offset : 0);
            offset += fields.ContainsKey(slot) ? 4 : 0;
        }
        var table = _bytes.Count;
        Int(table - directory);
        var children = new List<(int Position, object Value)>();
        foreach (var (_, value) in fields.OrderBy(field => field.Key))
        {
            if (value is not (int or float))
                children.Add((_bytes.Count, value!));
            Int(value switch { int number => number, float number => BitConverter.SingleToInt32Bits(number), _ => 0 });
        }
        foreach (var (position, value) in children)
            Patch(position, Child(value));
        return table;
    }

    private int Child(object value)
    {
        if (value is FlatNode table)
            return Table(table);
        var start = _bytes.Count;
        if (value is FlatNode[] tables)
        {
            Int(tables.Length);
            _bytes.AddRange(new byte[4 * tables.Length]);
            for (var index = 0; index < tables.Length; index++)
                Patch(start + 4 + 4 * index, Table(tables[index]));
            return start;
        }
        byte[] content = value switch
        {
            byte[] bytes => bytes,
            string text => Encoding.UTF8.GetBytes(text),
            int[] numbers => [.. numbers.SelectMany(BitConverter.GetBytes)],
            long[] numbers => [.. numbers.SelectMany(BitConverter.GetBytes)],
            float[] numbers => [.. numbers.SelectMany(BitConverter.GetBytes)],
            _ => throw new ArgumentException($"cannot write {value}", nameof(value)),
        };
        Int(value is string or byte[] ? content.Length : ((Array)value).Length);
        _bytes.AddRange(content);
        return start;
    }

    private void Patch(int position, int target)
    {
        var offset = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(offset, target - position);
        for (var index = 0; index < 4; index++)
            _bytes[position + index] = offset[index];
    }

    private void Int(int value) => _bytes.AddRange(BitConverter.GetBytes(value));

    private void Short(int value) => _bytes.AddRange(BitConverter.GetBytes((ushort)value));
}
