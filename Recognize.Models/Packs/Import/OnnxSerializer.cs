using Google.Protobuf;

namespace Recognize.Models.Packs.Import;

/// <summary>
/// Writes a graph in the protocol buffer format of ONNX. The field numbers are those of onnx.proto
/// (https://github.com/onnx/onnx/blob/v1.17.0/onnx/onnx.proto).
/// </summary>
internal static class OnnxSerializer
{
    /// <summary>Version of the file format that came with <see cref="OperatorSet"/>.</summary>
    private const int FormatVersion = 8;

    /// <summary>Has every operator the importers need; every ONNX Runtime since 1.12 runs it.</summary>
    private const int OperatorSet = 17;

    public static byte[] Write(
        string name,
        IReadOnlyList<OnnxValue> inputs,
        IReadOnlyList<OnnxValue> outputs,
        IReadOnlyList<OnnxTensor> constants,
        IReadOnlyList<OnnxNode> nodes) => Message(model =>
        {
            Int(model, 1, FormatVersion);
            Text(model, 2, "Recognize");
            Nested(model, 8, set => Int(set, 2, OperatorSet));
            Nested(model, 7, graph =>
            {
                foreach (var node in nodes)
                    Nested(graph, 1, message => WriteNode(message, node));
                Text(graph, 2, name);
                foreach (var constant in constants)
                    Nested(graph, 5, message => WriteTensor(message, constant));
                foreach (var input in inputs)
                    Nested(graph, 11, message => WriteValue(message, input));
                foreach (var output in outputs)
                    Nested(graph, 12, message => WriteValue(message, output));
            });
        }).ToArray();

    private static void WriteNode(CodedOutputStream message, OnnxNode node)
    {
        foreach (var input in node.Inputs)
            Text(message, 1, input);
        Text(message, 2, node.Output);
        Text(message, 3, node.Output);
        Text(message, 4, node.Operation);
        foreach (var attribute in node.Attributes)
            Nested(message, 5, body => WriteAttribute(body, attribute));
    }

    private static void WriteAttribute(CodedOutputStream message, OnnxAttribute attribute)
    {
        // Field 20 names the kind: the numbers of AttributeProto.AttributeType.
        Text(message, 1, attribute.Name);
        switch (attribute)
        {
            case OnnxAttribute.FloatAttribute number:
                message.WriteTag(2, WireFormat.WireType.Fixed32);
                message.WriteFloat(number.Value);
                Int(message, 20, 1);
                break;
            case OnnxAttribute.IntAttribute number:
                Int(message, 3, number.Value);
                Int(message, 20, 2);
                break;
            case OnnxAttribute.TextAttribute text:
                Text(message, 4, text.Value);
                Int(message, 20, 3);
                break;
            case OnnxAttribute.IntsAttribute numbers:
                foreach (var number in numbers.Values)
                    Int(message, 8, number);
                Int(message, 20, 7);
                break;
            default:
                throw new ArgumentException($"The attribute {attribute.Name} is of an unknown kind.", nameof(attribute));
        }
    }

    private static void WriteTensor(CodedOutputStream message, OnnxTensor tensor)
    {
        foreach (var size in tensor.Shape)
            Int(message, 1, size);
        Int(message, 2, (int)tensor.Type);
        Text(message, 8, tensor.Name);
        message.WriteTag(9, WireFormat.WireType.LengthDelimited);
        message.WriteBytes(UnsafeByteOperations.UnsafeWrap(tensor.Raw));
    }

    private static void WriteValue(CodedOutputStream message, OnnxValue value)
    {
        Text(message, 1, value.Name);
        Nested(message, 2, type => Nested(type, 1, tensor =>
        {
            Int(tensor, 1, (int)value.Type);
            Nested(tensor, 2, shape =>
            {
                foreach (var dimension in value.Shape)
                    Nested(shape, 1, body => WriteDimension(body, dimension));
            });
        }));
    }

    private static void WriteDimension(CodedOutputStream message, OnnxDimension dimension)
    {
        if (dimension.Name is { } symbol)
            Text(message, 2, symbol);
        else
            Int(message, 1, dimension.Size);
    }

    private static void Int(CodedOutputStream message, int field, long value)
    {
        message.WriteTag(field, WireFormat.WireType.Varint);
        message.WriteInt64(value);
    }

    private static void Text(CodedOutputStream message, int field, string value)
    {
        message.WriteTag(field, WireFormat.WireType.LengthDelimited);
        message.WriteString(value);
    }

    private static void Nested(CodedOutputStream message, int field, Action<CodedOutputStream> body)
    {
        using var nested = Message(body);
        message.WriteTag(field, WireFormat.WireType.LengthDelimited);
        message.WriteBytes(UnsafeByteOperations.UnsafeWrap(nested.GetBuffer().AsMemory(0, checked((int)nested.Length))));
    }

    private static MemoryStream Message(Action<CodedOutputStream> body)
    {
        var bytes = new MemoryStream();
        using (var message = new CodedOutputStream(bytes, leaveOpen: true))
            body(message);
        return bytes;
    }
}
