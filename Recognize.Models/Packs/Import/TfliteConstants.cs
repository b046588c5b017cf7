using System.Runtime.InteropServices;

namespace Recognize.Models.Packs.Import;

/// <summary>Writes the constants of a TFLite network into a graph, in the order of dimensions that ONNX wants.</summary>
internal sealed class TfliteConstants(OnnxGraphWriter graph)
{
    /// <summary>A file may use one constant many times over; what is written is bounded.</summary>
    private const long MostBytes = 1L << 30;

    private long _bytes;

    /// <summary>A constant as floats, its dimensions in the order of <paramref name="axes"/>.</summary>
    public string Floats(TfliteTensor tensor, int[] axes)
    {
        Spend(tensor.Count * sizeof(float));
        return graph.Constant($"t{tensor.Number}", AxisOrder.Permute(tensor.ToFloats(), tensor.Shape, axes), ShapeOf(tensor, axes));
    }

    /// <summary>The weights of a dense layer, as signed bytes when they are quantised.</summary>
    public string Weights(TfliteTensor tensor, int[] axes)
    {
        if (!tensor.IsQuantized)
            return Floats(tensor, axes);
        Spend(tensor.Count);
        var values = AxisOrder.Permute(tensor.ToSigned(), tensor.Shape, axes);
        var shift = tensor.Type == TfliteType.UInt8 ? 128 : 0;
        var zeros = tensor.ZeroPoints.Select(point => checked((sbyte)(point - shift))).ToArray();
        return graph.Node(
            "DequantizeLinear",
            [
                graph.Constant($"t{tensor.Number}", values, ShapeOf(tensor, axes)), Scales(tensor),
                graph.Constant("zero", zeros, Slices(zeros.Length)),
            ],
            OnnxAttribute.Int("axis", Array.IndexOf(axes, tensor.Axis)));
    }

    /// <summary>A quantised constant that takes part like a result, such as a number every result is multiplied by.</summary>
    public string Operand(TfliteTensor tensor, int[] axes)
    {
        if (!tensor.IsQuantized || tensor.Scales.Length != 1)
            return Floats(tensor, axes);
        Spend(tensor.Count);
        var values = AxisOrder.Permute(tensor.ToUnsigned(), tensor.Shape, axes);
        return Dequantize(graph.Constant($"t{tensor.Number}", values, ShapeOf(tensor, axes)), tensor);
    }

    /// <summary>The bias of a layer: a whole number for each output when the layer is quantised.</summary>
    public string Bias(TfliteTensor tensor)
    {
        if (tensor.Type != TfliteType.Int32)
            return Floats(tensor, [0]);
        if (tensor.Scales.Length == 0)
            throw new ImportRefusedException($"the bias tensor {tensor.Number} has no scale");
        Spend(tensor.Count * sizeof(int));
        var values = graph.Constant($"t{tensor.Number}", tensor.ToIntegers(), tensor.Count);
        var zeros = graph.Constant("zero", new int[tensor.Scales.Length], Slices(tensor.Scales.Length));
        return graph.Node("DequantizeLinear", [values, Scales(tensor), zeros], OnnxAttribute.Int("axis", 0));
    }

    /// <summary>Weights and bias of a convolution.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="outputAxis">Their dimension that counts the outputs.</param>
    /// <param name="axes">The order of dimensions that ONNX wants.</param>
    /// <param name="bias">One number for each output; null for none.</param>
    public string[] Convolution(TfliteTensor weights, int outputAxis, int[] axes, TfliteTensor? bias)
    {
        if (!weights.IsQuantized || bias is not null && bias.Type != TfliteType.Int32)
            return bias is null ? [Weights(weights, axes)] : [Weights(weights, axes), Bias(bias)];
        Spend(weights.Count);
        var symmetric = SymmetricWeights.From(weights, outputAxis);
        var slices = Slices(symmetric.Scales.Length);
        var values = AxisOrder.Permute(symmetric.Values, weights.Shape, axes);
        var bytes = graph.Node(
            "DequantizeLinear",
            [
                graph.Constant($"t{weights.Number}", values, ShapeOf(weights, axes)),
                graph.Constant("scales", symmetric.Scales, slices),
                graph.Constant("zero", new sbyte[symmetric.Scales.Length], slices),
            ],
            OnnxAttribute.Int("axis", 0));
        return bias is null ? [bytes] : [bytes, Bias(Narrowed(bias, symmetric))];
    }

    /// <summary>A bias counts in steps of input times weight: a wider step means fewer of them.</summary>
    private static TfliteTensor Narrowed(TfliteTensor bias, SymmetricWeights weights)
    {
        if (Array.TrueForAll(weights.Widening, factor => factor == 1))
            return bias;
        var steps = bias.ToIntegers().Select((value, output) => (int)Math.Round(value / weights.Widening[output])).ToArray();
        var scales = weights.Widening.Select((factor, output) => (float)(factor * bias.Scales[bias.Scales.Length == 1 ? 0 : output]));
        return bias with
        {
            Data = MemoryMarshal.AsBytes<int>(steps).ToArray(), Scales = [.. scales], ZeroPoints = new int[steps.Length], Axis = 0,
        };
    }

    /// <summary>Bytes as the numbers they stand for.</summary>
    public string Dequantize(string bytes, TfliteTensor tensor) =>
        graph.Node("DequantizeLinear", [bytes, Scales(tensor), ZeroPoint(tensor)]);

    /// <summary>Numbers as the bytes the tensor keeps of them.</summary>
    public string Quantize(string floats, TfliteTensor tensor) =>
        graph.Node("QuantizeLinear", [floats, Scales(tensor), ZeroPoint(tensor)]);

    private string Scales(TfliteTensor tensor) => tensor.Scales.Length == 1
        ? graph.Scalar("scale", tensor.Scales[0])
        : graph.Constant("scales", tensor.Scales, tensor.Scales.Length);

    private string ZeroPoint(TfliteTensor tensor)
    {
        var shift = tensor.Type == TfliteType.Int8 ? 128 : 0;
        return graph.Constant("zero", [checked((byte)(tensor.ZeroPoints[0] + shift))], []);
    }

    /// <summary>Shape of a list of scales or zero points: none when one holds for the whole tensor.</summary>
    private static long[] Slices(int count) => count == 1 ? [] : [count];

    private static long[] ShapeOf(TfliteTensor tensor, int[] axes) => [.. axes.Select(axis => (long)tensor.Shape[axis])];

    private void Spend(long bytes)
    {
        _bytes += bytes;
        if (_bytes > MostBytes)
            throw new ImportRefusedException("its weights are larger than 1 GiB");
    }
}
