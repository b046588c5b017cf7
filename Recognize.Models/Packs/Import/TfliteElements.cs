namespace Recognize.Models.Packs.Import;

/// <summary>Steps that calculate number by number.</summary>
internal static class TfliteElements
{
    /// <summary>ADD, SUB and MUL, with the smaller operand repeated.</summary>
    public static void Combine(TfliteConversion network, TfliteOperator step, string operation)
    {
        var first = network.Tensor(step, 0);
        var second = network.Tensor(step, 1);
        var result = network.Result(step);
        var rank = Math.Max(first.Rank, second.Rank);
        long[] expected = [.. Enumerable.Range(0, rank).Select(axis => Common(step, Size(first, axis, rank), Size(second, axis, rank)))];
        TfliteConversion.RequireShape(step, result, expected);
        var value = network.Graph.Node(operation, [AtRank(network, first, rank), AtRank(network, second, rank)]);
        network.Store(result, network.Activate(value, result, step.Options?.Byte(0) ?? 0, step.Name));
    }

    public static void Single(
        TfliteConversion network, TfliteOperator step, string operation, params ReadOnlySpan<OnnxAttribute> attributes)
    {
        var result = Unchanged(network, step);
        network.Store(result, network.Graph.Node(operation, [network.Value(network.Tensor(step, 0))], attributes));
    }

    public static void Clamp(TfliteConversion network, TfliteOperator step, float low, float high)
    {
        var result = Unchanged(network, step);
        network.Store(result, network.Clip(network.Value(network.Tensor(step, 0)), low, high));
    }

    public static void SoftMax(TfliteConversion network, TfliteOperator step)
    {
        var result = Unchanged(network, step);
        var beta = step.Options?.Single(0) ?? 1;
        TfliteConversion.Require(beta == 1, step, $"a beta of {beta}");
        var input = network.Tensor(step, 0);
        TfliteConversion.Require(input.Rank > 0, step, "a single number");
        var value = network.Graph.Node(
            "Softmax", [network.Value(input)], OnnxAttribute.Int("axis", input.Rank == 4 ? 1 : input.Rank - 1));
        network.Store(result, value);
    }

    private static TfliteTensor Unchanged(TfliteConversion network, TfliteOperator step)
    {
        var result = network.Result(step);
        TfliteConversion.RequireShape(step, result, [.. network.Tensor(step, 0).Shape.Select(size => (long)size)]);
        return result;
    }

    private static long Size(TfliteTensor tensor, int axis, int rank) =>
        axis < rank - tensor.Rank ? 1 : tensor.Shape[axis - (rank - tensor.Rank)];

    private static long Common(TfliteOperator step, long first, long second)
    {
        TfliteConversion.Require(first == second || first == 1 || second == 1, step, "operands of different sizes");
        return first == 1 ? second : first;
    }

    private static string AtRank(TfliteConversion network, TfliteTensor tensor, int rank)
    {
        if (rank != 4 || tensor.Rank == 4)
            return network.Value(tensor);
        var shape = Enumerable.Range(0, 4).Select(axis => Size(tensor, axis, 4)).ToArray();
        var image = network.Graph.Node("Reshape", [network.Value(tensor), network.Graph.Integers("shape", shape)]);
        return network.Graph.Node("Transpose", [image], OnnxAttribute.Ints("perm", 0, 3, 1, 2));
    }
}
