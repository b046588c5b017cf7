namespace Recognize.Models.Packs.Import;

/// <summary>
/// A TFLite network on its way to ONNX: knows the graph's value of each tensor computed so far. A tensor of four
/// dimensions is NHWC in the file and NCHW in the graph; all others are as in the file.
/// </summary>
internal sealed class TfliteConversion(TfliteModel model, OnnxGraphWriter graph)
{
    private static readonly int[] ToNchw = [0, 3, 1, 2];
    private readonly Dictionary<int, string> _values = [];
    private readonly Dictionary<int, TfliteTensor> _constants = [];

    public OnnxGraphWriter Graph => graph;

    public TfliteConstants Constants { get; } = new(graph);

    /// <summary>The tensor of an operand, with what is known of it by now.</summary>
    /// <exception cref="ImportRefusedException">The step has no such operand.</exception>
    public TfliteTensor Tensor(TfliteOperator step, int operand) => operand < step.Inputs.Length && step.Inputs[operand] >= 0
        ? _constants.GetValueOrDefault(step.Inputs[operand], model.Tensors[step.Inputs[operand]])
        : throw new ImportRefusedException($"a step {step.Name} lacks an input");

    /// <summary>The one tensor a step computes.</summary>
    public TfliteTensor Result(TfliteOperator step) => step.Outputs is [var only]
        ? model.Tensors[only]
        : throw new ImportRefusedException($"a step {step.Name} with {step.Outputs.Length} results is not supported");

    public static bool Has(TfliteOperator step, int operand) => operand < step.Inputs.Length && step.Inputs[operand] >= 0;

    /// <summary>The graph's float value of a tensor.</summary>
    /// <exception cref="ImportRefusedException">Nothing has computed the tensor yet.</exception>
    public string Value(TfliteTensor tensor)
    {
        if (_values.TryGetValue(tensor.Number, out var value))
            return value;
        if (!tensor.IsConstant)
            throw new ImportRefusedException($"a step needs tensor {tensor.Number}, which no earlier step computes");
        value = Constants.Operand(tensor, tensor.Rank == 4 ? ToNchw : [.. Enumerable.Range(0, tensor.Rank)]);
        _values.Add(tensor.Number, value);
        return value;
    }

    /// <summary>The value of a tensor in the file's order of dimensions.</summary>
    public string ValueAsInFile(TfliteTensor tensor)
    {
        var value = Value(tensor);
        return tensor.Rank == 4 ? graph.Node("Transpose", [value], OnnxAttribute.Ints("perm", 0, 2, 3, 1)) : value;
    }

    /// <summary>Takes a value as that of a tensor, with the clamp and rounding its type brings.</summary>
    public void Store(TfliteTensor tensor, string value)
    {
        if (tensor.Type is not (TfliteType.Float32 or TfliteType.UInt8 or TfliteType.Int8)
            || tensor.Type != TfliteType.Float32 && tensor.Scales.Length != 1)
        {
            throw new ImportRefusedException($"tensor {tensor.Number} is of a type that is not supported for results");
        }
        if (tensor.IsQuantized)
            value = Constants.Dequantize(Constants.Quantize(value, tensor), tensor);
        StoreExactly(tensor, value);
    }

    /// <summary>Takes a value in the file's order of dimensions as that of a tensor.</summary>
    public void StoreAsInFile(TfliteTensor tensor, string value) => Store(
        tensor, tensor.Rank == 4 ? graph.Node("Transpose", [value], OnnxAttribute.Ints("perm", ToLongs(ToNchw))) : value);

    /// <summary>Takes a value that is in the steps of the tensor's type already.</summary>
    public void StoreExactly(TfliteTensor tensor, string value)
    {
        if (tensor.IsConstant || !_values.TryAdd(tensor.Number, value))
            throw new ImportRefusedException($"two steps compute tensor {tensor.Number}");
    }

    /// <summary>Takes a tensor for a constant from now on, such as weights that a step turns into floats.</summary>
    public void StoreConstant(TfliteTensor tensor, TfliteTensor constant) =>
        _constants[tensor.Number] = constant with { Number = tensor.Number };

    /// <summary>A value after the activation that is fused into a step, 0 for none (ActivationFunctionType).</summary>
    public string Activate(string value, TfliteTensor result, byte activation, string step)
    {
        (float Low, float High)? range = activation switch
        {
            0 => null,
            1 => (0f, float.PositiveInfinity),
            2 => (-1f, 1f),
            3 => (0f, 6f),
            _ => throw new ImportRefusedException($"the activation {activation} of a step {step} is not supported"),
        };
        if (range is not var (low, high))
            return value;
        // A quantised tensor whose range lies inside is clamped to it anyway.
        if (result.IsQuantized && result.Scales.Length == 1 && result.Lowest >= low && result.Highest <= high)
            return value;
        return float.IsInfinity(high) ? graph.Node("Relu", [value]) : Clip(value, low, high);
    }

    public string Clip(string value, float low, float high) =>
        graph.Node("Clip", [value, graph.Scalar("low", low), graph.Scalar("high", high)]);

    /// <summary>Refuses a file whose own figures do not agree: what is declared is what memory is planned for.</summary>
    public static void RequireShape(TfliteOperator step, TfliteTensor result, params ReadOnlySpan<long> expected)
    {
        var agrees = expected.Length == result.Rank;
        for (var axis = 0; agrees && axis < expected.Length; axis++)
            agrees = expected[axis] == result.Shape[axis];
        if (!agrees)
            throw new ImportRefusedException($"the result of a step {step.Name} has not the shape it must have");
    }

    public static void Require(bool condition, TfliteOperator step, string what)
    {
        if (!condition)
            throw new ImportRefusedException($"{what} is not supported for {step.Name}");
    }

    private static long[] ToLongs(int[] values) => [.. values.Select(value => (long)value)];
}
