namespace Recognize.Models.Packs.Import;

/// <summary>
/// Makes an ONNX network of a tfjs graph model for photos. The input is <c>input</c> float [1,3,H,W], with the range
/// that the network asks for; the outputs are NCHW under the names of the file. Of the detector CenterNet two outputs
/// are taken: <c>scores</c> [1,80,h,w], how likely the middle of an object of each class is in each cell of four
/// pixels, and <c>sizes</c> [1,4,h,w], the pixels from there to its left, top, right and bottom.
/// </summary>
internal static class TfjsImporter
{
    private const int LargestSide = 1024;

    /// <summary>CenterNet's third output picks the best hundred of these two, which the detector does itself.</summary>
    private static readonly Dictionary<string, string> CenterNet = new(StringComparer.Ordinal)
    {
        ["tower_0/keypoints"] = "scores",
        ["tower_0/wh"] = "sizes",
    };

    /// <exception cref="ImportRefusedException">The file is damaged or holds what is not supported.</exception>
    public static byte[] Import(byte[] description, byte[] weights)
    {
        var model = TfjsModel.Read(description, weights);
        var outputs = CenterNet.Keys.All(model.Outputs.Contains) ? CenterNet : model.Outputs.ToDictionary(name => name);
        var graph = new OnnxGraphWriter("imported");
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var node in model.InOrder(outputs.Keys))
        {
            if (node.Operation != "Const")
                values.Add(node.Name, Convert(graph, model, node, values));
        }
        foreach (var (node, output) in outputs)
        {
            graph.NodeAs(output, "Identity", [values[node]]);
            graph.Output(output, OnnxElementType.Float, "n", "c", "h", "w");
        }
        return graph.ToBytes();
    }

    private static string Convert(OnnxGraphWriter graph, TfjsModel model, TfjsNode node, Dictionary<string, string> values)
    {
        string Value(int input) => values.TryGetValue(node.Input(input), out var value)
            ? value
            : Operand(graph, model.Weight(node.Input(input)));
        return node.Operation switch
        {
            "Placeholder" => Photo(graph, node),
            "Identity" => Value(0),
            "Relu" => graph.Node("Relu", [Value(0)]),
            "Relu6" => Clip(graph, Value(0)),
            "Sigmoid" => graph.Node("Sigmoid", [Value(0)]),
            "Add" or "AddV2" => graph.Node("Add", [Value(0), Value(1)]),
            "Sub" => graph.Node("Sub", [Value(0), Value(1)]),
            "Mul" => graph.Node("Mul", [Value(0), Value(1)]),
            "Conv2D" or "_FusedConv2D" => Convolution(graph, model, node, Value(0), isDepthwise: false),
            "DepthwiseConv2dNative" or "FusedDepthwiseConv2dNative" =>
                Convolution(graph, model, node, Value(0), isDepthwise: true),
            "MaxPool" => graph.Node("MaxPool", [Value(0)], Sides(node, "kernel_shape", "ksize"), Sides(node, "strides"), Padding(node)),
            "Mean" => Mean(graph, model, node, Value(0)),
            "ConcatV2" => Concatenation(graph, model, node, Value),
            "ResizeBilinear" => Resize(graph, model, node, Value(0)),
            _ => throw new ImportRefusedException($"the operator {node.Operation} is not supported"),
        };
    }

    private static string Photo(OnnxGraphWriter graph, TfjsNode node) =>
        node.Shape() is [1 or -1, > 0 and <= LargestSide and var height, > 0 and <= LargestSide and var width, 3]
            ? graph.Input("input", OnnxElementType.Float, 1, 3, height, width)
            : throw new ImportRefusedException($"its input is no colour photo of at most {LargestSide} pixels");

    private static string Operand(OnnxGraphWriter graph, TfjsWeight weight) => weight.Shape switch
    {
        [] => graph.Constant("number", weight.Values, []),
        [var channels] => graph.Constant("channels", weight.Values, channels, 1, 1),
        [var n, var h, var w, var c] =>
            graph.Constant("image", AxisOrder.Permute(weight.Values, weight.Shape, [0, 3, 1, 2]), n, c, h, w),
        _ => throw new ImportRefusedException("constants of two or three dimensions are not supported"),
    };

    private static string Convolution(OnnxGraphWriter graph, TfjsModel model, TfjsNode node, string input, bool isDepthwise)
    {
        if (node.Text("data_format") is not ("NHWC" or ""))
            throw new ImportRefusedException($"the order of dimensions of a step {node.Operation} is not supported");
        var weights = model.Weight(node.Input(1));
        if (weights.Shape is not [var height, var width, var channels, var last])
            throw new ImportRefusedException($"the weights of a step {node.Operation} have not four dimensions");
        var kernel = AxisOrder.Permute(weights.Values, weights.Shape, isDepthwise ? [2, 3, 0, 1] : [3, 2, 0, 1]);
        long[] shape = isDepthwise ? [(long)channels * last, 1, height, width] : [last, channels, height, width];
        var fused = node.Texts("fused_ops");
        string[] operands = [input, graph.Constant("weights", kernel, shape)];
        if (fused is ["BiasAdd", ..])
            operands = [.. operands, graph.Constant("bias", model.Weight(node.Input(2)).Values, shape[0])];
        var value = graph.Node(
            "Conv", operands, Sides(node, "strides"), Sides(node, "dilations"), Padding(node),
            OnnxAttribute.Int("group", isDepthwise ? channels : 1));
        return fused switch
        {
            [] or ["BiasAdd"] => value,
            ["BiasAdd", "Relu"] => graph.Node("Relu", [value]),
            ["BiasAdd", "Relu6"] => Clip(graph, value),
            _ => throw new ImportRefusedException($"{string.Join(" and ", fused)} within a step {node.Operation} is not supported"),
        };
    }

    private static string Mean(OnnxGraphWriter graph, TfjsModel model, TfjsNode node, string input) =>
        model.Weight(node.Input(1)).Values is [1, 2] && node.Flag("keep_dims")
            ? graph.Node("GlobalAveragePool", [input])
            : throw new ImportRefusedException("a Mean over anything but the whole image is not supported");

    private static string Concatenation(OnnxGraphWriter graph, TfjsModel model, TfjsNode node, Func<int, string> value)
    {
        var last = node.Inputs.Count - 1;
        return last > 0 && model.Weight(node.Input(last)).Values is [3 or -1]
            ? graph.Node("Concat", [.. Enumerable.Range(0, last).Select(value)], OnnxAttribute.Int("axis", 1))
            : throw new ImportRefusedException("a ConcatV2 of anything but channels is not supported");
    }

    private static string Resize(OnnxGraphWriter graph, TfjsModel model, TfjsNode node, string input)
    {
        if (model.Weight(node.Input(1)).Values is not [>= 1 and <= LargestSide and var height, >= 1 and <= LargestSide and var width])
            throw new ImportRefusedException($"a ResizeBilinear to more than {LargestSide} pixels is not supported");
        var mode = node.Flag("align_corners") ? "align_corners" : node.Flag("half_pixel_centers") ? "half_pixel" : "asymmetric";
        var batchAndChannels = graph.Node(
            "Slice", [graph.Node("Shape", [input]), graph.Integers("from", 0), graph.Integers("to", 2)]);
        var sizes = graph.Node(
            "Concat", [batchAndChannels, graph.Integers("sides", (long)height, (long)width)], OnnxAttribute.Int("axis", 0));
        return graph.Node(
            "Resize", [input, "", "", sizes], OnnxAttribute.Text("mode", "linear"),
            OnnxAttribute.Text("coordinate_transformation_mode", mode));
    }

    private static string Clip(OnnxGraphWriter graph, string value) =>
        graph.Node("Clip", [value, graph.Scalar("low", 0), graph.Scalar("high", 6)]);

    /// <summary>TensorFlow puts the odd pixel of padding after the image, as ONNX's SAME_UPPER does.</summary>
    private static OnnxAttribute Padding(TfjsNode node) => node.Text("padding") switch
    {
        "SAME" => OnnxAttribute.Text("auto_pad", "SAME_UPPER"),
        "VALID" => OnnxAttribute.Text("auto_pad", "VALID"),
        var other => throw new ImportRefusedException($"the padding {other} of a step {node.Operation} is not supported"),
    };

    private static OnnxAttribute Sides(TfjsNode node, string name, string? setting = null) =>
        node.Integers(setting ?? name) is [1, > 0 and var vertical, > 0 and var horizontal, 1]
            ? OnnxAttribute.Ints(name, vertical, horizontal)
            : throw new ImportRefusedException($"the {name} of a step {node.Operation} are not supported");
}
