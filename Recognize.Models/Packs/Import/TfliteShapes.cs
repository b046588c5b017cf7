namespace Recognize.Models.Packs.Import;

/// <summary>Steps that move numbers without calculating, and the mean over an image.</summary>
internal static class TfliteShapes
{
    public static void Reshape(TfliteConversion network, TfliteOperator step)
    {
        var input = network.Tensor(step, 0);
        var result = network.Result(step);
        if (input.Count != result.Count)
            throw new ImportRefusedException($"the result of a step {step.Name} has not the shape it must have");
        var shape = result.Shape.Select(size => (long)size).ToArray();
        // The first dimension is the number of inputs, which may be more than the file's one.
        if (input.Rank > 0 && result.Rank > 0 && input.Shape[0] == result.Shape[0])
            shape[0] = 0;
        var value = network.Graph.Node(
            "Reshape", [network.ValueAsInFile(input), network.Graph.Integers("shape", shape)]);
        network.StoreAsInFile(result, value);
    }

    public static void Pad(TfliteConversion network, TfliteOperator step)
    {
        var input = network.Tensor(step, 0);
        var result = network.Result(step);
        var amounts = network.Tensor(step, 1);
        TfliteConversion.Require(amounts.IsConstant && amounts.Count == 2 * input.Rank, step, "computed padding");
        var pads = amounts.ToIntegers();
        TfliteConversion.Require(pads.All(pad => pad >= 0), step, "negative padding");
        long[] expected = [.. input.Shape.Select((size, axis) => (long)size + pads[2 * axis] + pads[2 * axis + 1])];
        TfliteConversion.RequireShape(step, result, expected);
        int[] order = input.Rank == 4 ? [0, 3, 1, 2] : [.. Enumerable.Range(0, input.Rank)];
        var before = order.Select(axis => (long)pads[2 * axis]);
        var after = order.Select(axis => (long)pads[2 * axis + 1]);
        // Padding is with the number zero: in a quantised tensor that is its zero point.
        var value = network.Graph.Node(
            "Pad", [network.Value(input), network.Graph.Integers("pads", [.. before, .. after])]);
        network.Store(result, value);
    }

    public static void Mean(TfliteConversion network, TfliteOperator step)
    {
        var input = network.Tensor(step, 0);
        var result = network.Result(step);
        var list = network.Tensor(step, 1);
        TfliteConversion.Require(list.IsConstant && input.Rank > 0, step, "a computed axis");
        var axes = list.ToIntegers().Select(axis => axis < 0 ? axis + input.Rank : axis).Distinct().Order().ToArray();
        TfliteConversion.Require(axes.All(axis => axis >= 0 && axis < input.Rank), step, "such an axis");
        var keep = step.Options?.Flag(0) ?? false;
        long[] expected = keep
            ? [.. input.Shape.Select((size, axis) => axes.Contains(axis) ? 1L : size)]
            : [.. input.Shape.Where((_, axis) => !axes.Contains(axis)).Select(size => (long)size)];
        TfliteConversion.RequireShape(step, result, expected);
        if (input.Rank == 4 && axes is [1, 2])
        {
            var pooled = network.Graph.Node("GlobalAveragePool", [network.Value(input)]);
            if (!keep)
                pooled = network.Graph.Node("Flatten", [pooled]);
            network.Store(result, pooled);
            return;
        }
        var value = network.Graph.Node(
            "ReduceMean", [network.ValueAsInFile(input)],
            OnnxAttribute.Ints("axes", [.. axes.Select(axis => (long)axis)]), OnnxAttribute.Int("keepdims", keep ? 1 : 0));
        network.StoreAsInFile(result, value);
    }

    public static void Concatenate(TfliteConversion network, TfliteOperator step)
    {
        var options = step.Options ?? throw new ImportRefusedException($"a step {step.Name} has no settings");
        var result = network.Result(step);
        var parts = step.Inputs.Select((_, operand) => network.Tensor(step, operand)).ToList();
        var axis = options.Int32(0) < 0 ? options.Int32(0) + result.Rank : options.Int32(0);
        TfliteConversion.Require(
            axis >= 0 && axis < result.Rank && parts.Count > 0 && parts.All(part => part.Rank == result.Rank), step, "such an axis");
        long[] expected = [.. parts[0].Shape.Select(size => (long)size)];
        expected[axis] = parts.Sum(part => (long)part.Shape[axis]);
        TfliteConversion.RequireShape(step, result, expected);
        int[] order = result.Rank == 4 ? [0, 3, 1, 2] : [.. Enumerable.Range(0, result.Rank)];
        var value = network.Graph.Node(
            "Concat", [.. parts.Select(network.Value)], OnnxAttribute.Int("axis", Array.IndexOf(order, axis)));
        network.Store(result, network.Activate(value, result, options.Byte(1), step.Name));
    }

    /// <summary>A split into one part, which some converters write, is no step at all.</summary>
    public static void Split(TfliteConversion network, TfliteOperator step)
    {
        TfliteConversion.Require(step.Outputs.Length == 1, step, $"a split into {step.Outputs.Length} parts");
        Same(network, step, network.Tensor(step, 1));
    }

    public static void Same(TfliteConversion network, TfliteOperator step, TfliteTensor input)
    {
        var result = network.Result(step);
        TfliteConversion.RequireShape(step, result, [.. input.Shape.Select(size => (long)size)]);
        network.Store(result, network.Value(input));
    }

    /// <summary>Weights kept as bytes or half floats become floats once, in the import.</summary>
    public static void Dequantize(TfliteConversion network, TfliteOperator step)
    {
        var input = network.Tensor(step, 0);
        if (input.IsConstant)
            network.StoreConstant(network.Result(step), input);
        else
            Same(network, step, input);
    }
}
