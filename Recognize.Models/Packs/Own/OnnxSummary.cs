namespace Recognize.Models.Packs.Own;

/// <summary>What an ONNX file says of itself, read without running it.</summary>
/// <param name="Inputs">What it must be given; constants are not among them.</param>
/// <param name="Outputs">What it gives.</param>
/// <param name="Makers">The operator that computes each value, and its first input, by the value's name.</param>
internal sealed record OnnxSummary(
    IReadOnlyList<OnnxPort> Inputs,
    IReadOnlyList<OnnxPort> Outputs,
    IReadOnlyDictionary<string, (string Operation, string Input)> Makers)
{
    /// <summary>Operators that change the form of numbers and not their meaning.</summary>
    private static readonly HashSet<string> Forms = new(
        ["Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity", "Cast", "QuantizeLinear", "DequantizeLinear", "Transpose"],
        StringComparer.Ordinal);

    /// <summary>The operator that gives an output its meaning, such as <c>Softmax</c>; empty when it is not known.</summary>
    public string MeaningOf(string output)
    {
        // Each step goes back by one node; a damaged file may lead in circles.
        for (var steps = 0; steps <= Makers.Count && Makers.TryGetValue(output, out var maker); steps++)
        {
            if (!Forms.Contains(maker.Operation))
                return maker.Operation;
            output = maker.Input;
        }
        return "";
    }
}

/// <summary>An input or output of a network.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="ElementType">Number of its type in <c>TensorProto.DataType</c>: 1 for float, 2 for bytes.</param>
/// <param name="Shape">Its sizes, -1 where any may be given; null when the file does not say.</param>
internal sealed record OnnxPort(string Name, int ElementType, IReadOnlyList<long>? Shape);
