using System.Text;
using System.Text.Json;

namespace Recognize.Models.Packs.Import;

/// <summary>A tfjs graph model: its steps by name, and its weights as numbers.</summary>
internal sealed class TfjsModel
{
    private readonly Dictionary<string, TfjsNode> _nodes;
    private readonly Dictionary<string, TfjsWeight> _weights;

    private TfjsModel(Dictionary<string, TfjsNode> nodes, Dictionary<string, TfjsWeight> weights, string[] outputs)
    {
        _nodes = nodes;
        _weights = weights;
        Outputs = outputs;
    }

    /// <summary>Names of the steps that the file declares to be its outputs.</summary>
    public IReadOnlyList<string> Outputs { get; }

    /// <exception cref="ImportRefusedException">The description or the weights are damaged, or of an unknown kind.</exception>
    public static TfjsModel Read(byte[] description, byte[] weights)
    {
        try
        {
            using var document = JsonDocument.Parse(description);
            var root = document.RootElement;
            if (root.GetProperty("format").GetString() != "graph-model")
                throw new ImportRefusedException("it is not a tfjs graph model");
            var nodes = root.GetProperty("modelTopology").GetProperty("node").EnumerateArray()
                .Select(TfjsNode.Read).ToDictionary(node => node.Name, StringComparer.Ordinal);
            var outputs = root.GetProperty("signature").GetProperty("outputs").EnumerateObject()
                .Select(output => output.Value.GetProperty("name").GetString()!.Split(':')[0]).ToArray();
            return new TfjsModel(nodes, TfjsWeight.ReadAll(root.GetProperty("weightsManifest"), weights), outputs);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException or ArgumentException or OverflowException)
        {
            throw new ImportRefusedException($"its description is damaged: {error.Message}");
        }
    }

    public TfjsNode Node(string name) => _nodes.TryGetValue(name, out var node)
        ? node
        : throw new ImportRefusedException("a step needs another one that is not there");

    public TfjsWeight Weight(string name) => _weights.TryGetValue(name, out var weight)
        ? weight
        : throw new ImportRefusedException("a step needs weights that are not there");

    /// <summary>The steps that the given ones need, and themselves, each after those it needs.</summary>
    /// <exception cref="ImportRefusedException">Steps wait for each other.</exception>
    public IReadOnlyList<TfjsNode> InOrder(IEnumerable<string> wanted)
    {
        var order = new List<TfjsNode>();
        var isDone = new Dictionary<string, bool>(StringComparer.Ordinal);
        var open = new Stack<string>(wanted);
        while (open.TryPeek(out var name))
        {
            if (isDone.TryGetValue(name, out var done))
            {
                open.Pop();
                if (!done)
                    order.Add(Node(name));
                isDone[name] = true;
                continue;
            }
            isDone[name] = false;
            foreach (var input in Node(name).Inputs)
            {
                if (!isDone.TryGetValue(input, out var inputDone))
                    open.Push(input);
                else if (!inputDone)
                    throw new ImportRefusedException("its steps wait for each other");
            }
        }
        return order;
    }
}

/// <summary>One step of a tfjs graph model.</summary>
internal sealed class TfjsNode
{
    private readonly JsonElement _settings;

    private TfjsNode(string name, string operation, string[] inputs, JsonElement settings)
    {
        Name = name;
        Operation = operation;
        Inputs = inputs;
        _settings = settings;
    }

    public string Name { get; }

    /// <summary>TensorFlow's name of the operator.</summary>
    public string Operation { get; }

    public IReadOnlyList<string> Inputs { get; }

    public static TfjsNode Read(JsonElement node) => new(
        node.GetProperty("name").GetString()!,
        node.GetProperty("op").GetString()!,
        node.TryGetProperty("input", out var inputs)
            ? [.. inputs.EnumerateArray().Select(input => input.GetString()!)]
            : [],
        node.TryGetProperty("attr", out var settings) ? settings.Clone() : default);

    public string Input(int index) => index < Inputs.Count
        ? Inputs[index]
        : throw new ImportRefusedException($"a step {Operation} lacks an input");

    public bool Flag(string setting) => Find(setting, "b") is { ValueKind: JsonValueKind.True };

    /// <summary>A text, which tfjs writes in base 64; empty when it is not set.</summary>
    public string Text(string setting) => Find(setting, "s") is { } text ? Decode(text) : "";

    public string[] Texts(string setting) => [.. List(setting, "s").Select(Decode)];

    public long[] Integers(string setting) => [.. List(setting, "i").Select(Integer)];

    /// <summary>The sizes of a placeholder.</summary>
    public long[] Shape() => Find("shape", "shape") is { } shape && shape.TryGetProperty("dim", out var sizes)
        ? [.. sizes.EnumerateArray().Select(size => Integer(size.GetProperty("size")))]
        : [];

    private JsonElement? Find(string setting, string kind) =>
        _settings.ValueKind == JsonValueKind.Object && _settings.TryGetProperty(setting, out var value)
        && value.TryGetProperty(kind, out var found) ? found : null;

    private JsonElement.ArrayEnumerator List(string setting, string kind) =>
        Find(setting, "list") is { } list && list.TryGetProperty(kind, out var items) ? items.EnumerateArray() : default;

    private static string Decode(JsonElement text) => Encoding.UTF8.GetString(text.GetBytesFromBase64());

    // Written as a text, for JavaScript's numbers do not hold all of them.
    private static long Integer(JsonElement number) => number.ValueKind == JsonValueKind.String
        ? long.Parse(number.GetString()!, System.Globalization.CultureInfo.InvariantCulture)
        : number.GetInt64();
}
