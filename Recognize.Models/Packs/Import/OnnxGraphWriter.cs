using System.Runtime.InteropServices;

namespace Recognize.Models.Packs.Import;

/// <summary>
/// Builds a network, node by node, and writes it as an ONNX file. Values are known by their names: what a node or
/// constant returns is what the next node takes. The runtime checks the graph when it is loaded. Not thread-safe.
/// </summary>
/// <param name="name">Name of the graph, shown by tools.</param>
internal sealed class OnnxGraphWriter(string name)
{
    private readonly List<OnnxValue> _inputs = [];
    private readonly List<OnnxValue> _outputs = [];
    private readonly List<OnnxTensor> _constants = [];
    private readonly List<OnnxNode> _nodes = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Declares an input of the network.</summary>
    /// <returns>The input's name.</returns>
    public string Input(string input, OnnxElementType type, params ReadOnlySpan<OnnxDimension> shape)
    {
        _inputs.Add(new OnnxValue(Claim(input), type, shape.ToArray()));
        return input;
    }

    /// <summary>Declares a value, which a node computes under this name, to be an output of the network.</summary>
    public void Output(string output, OnnxElementType type, params ReadOnlySpan<OnnxDimension> shape) =>
        _outputs.Add(new OnnxValue(output, type, shape.ToArray()));

    /// <summary>Adds a constant (an initialiser), row-major.</summary>
    /// <param name="hint">Its name; a number is added when the name is taken.</param>
    /// <param name="values">As many as the shape says.</param>
    /// <param name="shape">Empty for a scalar.</param>
    /// <returns>The name under which nodes use it.</returns>
    public string Constant(string hint, ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) =>
        Constant(hint, OnnxElementType.Float, values.Length, MemoryMarshal.AsBytes(values), shape);

    /// <inheritdoc cref="Constant(string, ReadOnlySpan{float}, ReadOnlySpan{long})"/>
    public string Constant(string hint, ReadOnlySpan<byte> values, params ReadOnlySpan<long> shape) =>
        Constant(hint, OnnxElementType.UInt8, values.Length, values, shape);

    /// <inheritdoc cref="Constant(string, ReadOnlySpan{float}, ReadOnlySpan{long})"/>
    public string Constant(string hint, ReadOnlySpan<sbyte> values, params ReadOnlySpan<long> shape) =>
        Constant(hint, OnnxElementType.Int8, values.Length, MemoryMarshal.AsBytes(values), shape);

    /// <inheritdoc cref="Constant(string, ReadOnlySpan{float}, ReadOnlySpan{long})"/>
    public string Constant(string hint, ReadOnlySpan<int> values, params ReadOnlySpan<long> shape) =>
        Constant(hint, OnnxElementType.Int32, values.Length, MemoryMarshal.AsBytes(values), shape);

    /// <inheritdoc cref="Constant(string, ReadOnlySpan{float}, ReadOnlySpan{long})"/>
    public string Constant(string hint, ReadOnlySpan<long> values, params ReadOnlySpan<long> shape) =>
        Constant(hint, OnnxElementType.Int64, values.Length, MemoryMarshal.AsBytes(values), shape);

    /// <summary>Adds a constant without dimensions.</summary>
    public string Scalar(string hint, float value) => Constant(hint, [value], []);

    /// <summary>Adds a one-dimensional constant, such as a shape, a list of axes or of paddings.</summary>
    public string Integers(string hint, params ReadOnlySpan<long> values) => Constant(hint, values, values.Length);

    /// <summary>Adds a node with one output.</summary>
    /// <param name="operation">The ONNX operator, such as <c>Conv</c>.</param>
    /// <param name="inputs">Names of its inputs; an empty name leaves an optional one out.</param>
    /// <param name="attributes">What differs from the operator's defaults.</param>
    /// <returns>The name of its output.</returns>
    public string Node(string operation, ReadOnlySpan<string> inputs, params ReadOnlySpan<OnnxAttribute> attributes) =>
        NodeAs(Unused(operation), operation, inputs, attributes);

    /// <summary>Adds a node whose one output gets the given name, such as that of an output of the network.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public string NodeAs(
        string output, string operation, ReadOnlySpan<string> inputs, params ReadOnlySpan<OnnxAttribute> attributes)
    {
        _nodes.Add(new OnnxNode(operation, inputs.ToArray(), Claim(output), attributes.ToArray()));
        return output;
    }

    /// <summary>The network as an ONNX file.</summary>
    public byte[] ToBytes() => OnnxSerializer.Write(name, _inputs, _outputs, _constants, _nodes);

    private string Constant(
        string hint, OnnxElementType type, int count, ReadOnlySpan<byte> raw, ReadOnlySpan<long> shape)
    {
        long expected = 1;
        foreach (var size in shape)
            expected = checked(expected * size);
        if (expected != count)
            throw new ArgumentException($"The constant {hint} has {count} values where its shape needs {expected}.", nameof(hint));
        var constant = Unused(hint);
        _constants.Add(new OnnxTensor(Claim(constant), type, shape.ToArray(), raw.ToArray()));
        return constant;
    }

    private string Unused(string hint)
    {
        var candidate = hint;
        for (var number = _names.Count; _names.Contains(candidate); number++)
            candidate = $"{hint}_{number}";
        return candidate;
    }

    private string Claim(string value) => _names.Add(value)
        ? value
        : throw new ArgumentException($"The graph has a value named {value} already.", nameof(value));
}
