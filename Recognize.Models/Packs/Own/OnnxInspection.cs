using System.Text;

namespace Recognize.Models.Packs.Own;

/// <summary>
/// Looks through an ONNX file before a runtime is given it: is it whole, does it keep to itself, are its weights numbers?
/// Field numbers are those of onnx.proto (https://github.com/onnx/onnx/blob/v1.17.0/onnx/onnx.proto).
/// </summary>
internal sealed class OnnxInspection
{
    /// <summary>Graphs within nodes within graphs: deeper than any real network.</summary>
    private const int DeepestGraph = 16;

    /// <summary>Domains whose operators the runtime brings along.</summary>
    private static readonly HashSet<string> KnownDomains =
        new(["", "ai.onnx", "ai.onnx.ml", "com.microsoft"], StringComparer.Ordinal);

    private readonly HashSet<string> _foreign = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Operation, string Input)> _makers = new(StringComparer.Ordinal);
    private readonly List<OnnxPort> _inputs = [];
    private readonly List<OnnxPort> _outputs = [];
    private readonly HashSet<string> _constants = new(StringComparer.Ordinal);
    private bool _hasGraph;

    private OnnxInspection() { }

    /// <exception cref="ModelRefusedException">The file is no whole ONNX network, or reaches outside of itself.</exception>
    public static OnnxSummary Read(ReadOnlySpan<byte> file)
    {
        var inspection = new OnnxInspection();
        try
        {
            inspection.ReadModel(file);
        }
        catch (InvalidDataException error)
        {
            throw new ModelRefusedException($"It is not a whole ONNX network: {error.Message}.", error);
        }
        if (!inspection._hasGraph || inspection._outputs.Count == 0)
            throw new ModelRefusedException("It is not an ONNX network: it computes nothing.");
        if (inspection._foreign.Count > 0)
        {
            throw new ModelRefusedException(
                $"It needs operators that ONNX Runtime does not have: {string.Join(", ", inspection._foreign.Order(StringComparer.Ordinal))}.");
        }
        return new OnnxSummary(
            [.. inspection._inputs.Where(input => !inspection._constants.Contains(input.Name))],
            inspection._outputs,
            inspection._makers);
    }

    private void ReadModel(ReadOnlySpan<byte> bytes)
    {
        var local = new HashSet<string>(StringComparer.Ordinal);
        for (var model = new ProtoReader(bytes); model.Read();)
        {
            switch (model.Field)
            {
                case 7:
                    _hasGraph = true;
                    ReadGraph(model.Bytes, depth: 0);
                    break;
                case 25:
                    local.Add(ReadFunction(model.Bytes));
                    break;
            }
        }
        _foreign.ExceptWith(local);
    }

    /// <summary>A function that the file itself defines.</summary>
    /// <returns>Its full name.</returns>
    private string ReadFunction(ReadOnlySpan<byte> bytes)
    {
        var (name, domain) = ("", "");
        for (var function = new ProtoReader(bytes); function.Read();)
        {
            switch (function.Field)
            {
                case 1:
                    name = Text(function.Bytes);
                    break;
                case 7:
                    ReadNode(function.Bytes, depth: 1);
                    break;
                case 10:
                    domain = Text(function.Bytes);
                    break;
            }
        }
        return $"{domain}:{name}";
    }

    private void ReadGraph(ReadOnlySpan<byte> bytes, int depth)
    {
        if (depth > DeepestGraph)
            throw new ModelRefusedException($"Its graphs are nested more than {DeepestGraph} deep.");
        for (var graph = new ProtoReader(bytes); graph.Read();)
        {
            switch (graph.Field)
            {
                case 1:
                    ReadNode(graph.Bytes, depth);
                    break;
                case 5:
                    _constants.Add(OnnxTensorCheck.Check(graph.Bytes));
                    break;
                case 11 when depth == 0:
                    _inputs.Add(ReadPort(graph.Bytes));
                    break;
                case 12 when depth == 0:
                    _outputs.Add(ReadPort(graph.Bytes));
                    break;
                case 15:
                    OnnxTensorCheck.CheckSparse(graph.Bytes);
                    break;
            }
        }
    }

    private void ReadNode(ReadOnlySpan<byte> bytes, int depth)
    {
        var (operation, domain, input) = ("", "", "");
        var outputs = new List<string>();
        for (var node = new ProtoReader(bytes); node.Read();)
        {
            switch (node.Field)
            {
                case 1 when input.Length == 0:
                    input = Text(node.Bytes);
                    break;
                case 2:
                    outputs.Add(Text(node.Bytes));
                    break;
                case 4:
                    operation = Text(node.Bytes);
                    break;
                case 5:
                    ReadAttribute(node.Bytes, depth);
                    break;
                case 7:
                    domain = Text(node.Bytes);
                    break;
            }
        }
        if (!KnownDomains.Contains(domain))
            _foreign.Add($"{domain}:{operation}");
        if (depth > 0)
            return;
        foreach (var output in outputs)
            _makers[output] = (operation, input);
    }

    private void ReadAttribute(ReadOnlySpan<byte> bytes, int depth)
    {
        for (var attribute = new ProtoReader(bytes); attribute.Read();)
        {
            switch (attribute.Field)
            {
                case 5 or 10:
                    OnnxTensorCheck.Check(attribute.Bytes);
                    break;
                case 6 or 11:
                    ReadGraph(attribute.Bytes, depth + 1);
                    break;
                case 22 or 23:
                    OnnxTensorCheck.CheckSparse(attribute.Bytes);
                    break;
            }
        }
    }

    private static OnnxPort ReadPort(ReadOnlySpan<byte> bytes)
    {
        var (name, type) = ("", 0);
        List<long>? shape = null;
        for (var port = new ProtoReader(bytes); port.Read();)
        {
            if (port.Field == 1)
                name = Text(port.Bytes);
            if (port.Field != 2)
                continue;
            for (var kind = new ProtoReader(port.Bytes); kind.Read();)
            {
                // Anything but a tensor, such as a list of maps, has no element type here and is refused by it.
                if (kind.Field != 1)
                    continue;
                for (var tensor = new ProtoReader(kind.Bytes); tensor.Read();)
                {
                    if (tensor.Field == 1)
                        type = (int)tensor.Number;
                    else if (tensor.Field == 2)
                        shape = ReadShape(tensor.Bytes);
                }
            }
        }
        return new OnnxPort(name, type, shape);
    }

    private static List<long> ReadShape(ReadOnlySpan<byte> bytes)
    {
        var sizes = new List<long>();
        for (var shape = new ProtoReader(bytes); shape.Read();)
        {
            if (shape.Field != 1)
                continue;
            long size = -1;
            for (var dimension = new ProtoReader(shape.Bytes); dimension.Read();)
            {
                if (dimension.Field == 1)
                    size = (long)dimension.Number;
            }
            // Some exporters write 0 for "any".
            sizes.Add(size > 0 ? size : -1);
        }
        return sizes;
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
