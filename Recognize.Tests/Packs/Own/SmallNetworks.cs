using Recognize.Models.Packs.Import;

namespace Recognize.Tests.Packs.Own;

/// <summary>Networks of a few nodes, sound ones and others, written by the tests.</summary>
internal static class SmallNetworks
{
    private static readonly OnnxAttribute[] OverPixels = [OnnxAttribute.Ints("axes", 2, 3), OnnxAttribute.Int("keepdims", 0)];

    /// <summary>Tells red, green and blue pictures apart: the mean of each channel, sharpened. Wants pixels of 0..1.</summary>
    public static byte[] Colours(float gain = 20, int side = 8)
    {
        var graph = new OnnxGraphWriter("colours");
        var input = graph.Input("input", OnnxElementType.Float, 1, 3, side, side);
        var mean = graph.Node("ReduceMean", [input], OverPixels);
        var sharp = graph.Node("Mul", [mean, graph.Scalar("gain", gain)]);
        graph.NodeAs("scores", "Softmax", [sharp], OnnxAttribute.Int("axis", 1));
        graph.Output("scores", OnnxElementType.Float, 1, 3);
        return graph.ToBytes();
    }

    /// <summary>
    /// Tells sound, the first of three labels, from silence, the second, by its energy: of a waveform or of musicnn's
    /// spectrogram. Never says the third.
    /// </summary>
    public static byte[] Loudness(params long[] shape) => Loudness(2000, shape);

    public static byte[] Loudness(float gain, params long[] shape)
    {
        var graph = new OnnxGraphWriter("loudness");
        var input = graph.Input("input", OnnxElementType.Float, Array.ConvertAll(shape, size => (OnnxDimension)size));
        var energy = graph.Node("ReduceMean", [graph.Node("Mul", [input, input])], OnnxAttribute.Int("keepdims", 0));
        var loud = graph.Node("Mul", [energy, graph.Constant("gain", (float[])[gain, 0, 0], 1, 3)]);
        var even = graph.Node("Add", [loud, graph.Constant("bias", (float[])[-5, 0, -9], 1, 3)]);
        graph.NodeAs("scores", "Softmax", [even], OnnxAttribute.Int("axis", 1));
        graph.Output("scores", OnnxElementType.Float, 1, 3);
        return graph.ToBytes();
    }

    /// <summary>Sound weights, and a division by nothing for silence.</summary>
    public static byte[] WithNaNForSilence()
    {
        var graph = new OnnxGraphWriter("normalised");
        var input = graph.Input("input", OnnxElementType.Float, 1, 8000);
        var energy = graph.Node("ReduceMean", [graph.Node("Mul", [input, input])], OnnxAttribute.Int("keepdims", 0));
        var one = graph.Node("Div", [energy, energy]);
        graph.NodeAs("scores", "Mul", [one, graph.Constant("gain", (float[])[1, 0, 0], 1, 3)]);
        graph.Output("scores", OnnxElementType.Float, 1, 3);
        return graph.ToBytes();
    }

    /// <summary>Tells colours apart in pictures of rows of red-green-blue bytes.</summary>
    public static byte[] InterleavedColours()
    {
        var graph = new OnnxGraphWriter("colours");
        var input = graph.Input("input", OnnxElementType.UInt8, 1, 8, 8, 3);
        var floats = graph.Node("Cast", [input], OnnxAttribute.Int("to", 1));
        var mean = graph.Node("ReduceMean", [floats], OnnxAttribute.Ints("axes", 1, 2), OnnxAttribute.Int("keepdims", 0));
        graph.NodeAs("scores", "Mul", [mean, graph.Scalar("gain", 20 / 255f)]);
        graph.Output("scores", OnnxElementType.Float, 1, 3);
        return graph.ToBytes();
    }

    public static byte[] WithNaNWeight() => Finished(graph =>
        graph.Node("Add", [Mean(graph), graph.Constant("bias", (float[])[0, float.NaN, 0], 1, 3)]));

    public static byte[] WithInfiniteWeight() => Finished(graph =>
        graph.Node("Add", [Mean(graph), graph.Constant("bias", (float[])[0, float.PositiveInfinity, 0], 1, 3)]));

    /// <summary>Sound weights, and the root of a negative number.</summary>
    public static byte[] WithNaNOutput() => Finished(graph =>
        graph.Node("Sqrt", [graph.Node("Sub", [Mean(graph), graph.Scalar("much", 1e6f)])]));

    /// <summary>Takes 10 GB when it is run.</summary>
    public static byte[] HugeWhenRun() => Finished(graph =>
    {
        var input = graph.Input("input", OnnxElementType.Float, 1, 3, 8, 8);
        var pixel = graph.Node("ReduceMean", [input], OnnxAttribute.Ints("axes", 2, 3), OnnxAttribute.Int("keepdims", 1));
        var large = graph.Node("Expand", [pixel, graph.Integers("shape", 1, 3, 30_000, 30_000)]);
        var wide = graph.Node("Sigmoid", [large]);
        return graph.Node("ReduceMean", [wide], OverPixels);
    });

    /// <summary>Takes 10 GB when it is loaded: a constant that a file of 300 bytes describes.</summary>
    public static byte[] HugeWhenLoaded() => Finished(graph =>
    {
        var zeros = graph.Node("ConstantOfShape", [graph.Integers("shape", 1, 3, 30_000, 30_000)]);
        return graph.Node("Add", [Mean(graph), graph.Node("ReduceMean", [graph.Node("Exp", [zeros])], OverPixels)]);
    });

    public static byte[] ForVectors()
    {
        var graph = new OnnxGraphWriter("vectors");
        var input = graph.Input("input", OnnxElementType.Float, 1, 64);
        graph.NodeAs("scores", "Softmax", [input]);
        graph.Output("scores", OnnxElementType.Float, 1, 64);
        return graph.ToBytes();
    }

    /// <summary>Gives a picture, not a row of scores.</summary>
    public static byte[] ToPicture()
    {
        var graph = new OnnxGraphWriter("picture");
        graph.NodeAs("picture", "Relu", [graph.Input("input", OnnxElementType.Float, 1, 3, 8, 8)]);
        graph.Output("picture", OnnxElementType.Float, 1, 3, 8, 8);
        return graph.ToBytes();
    }

    /// <summary>Takes two pictures.</summary>
    public static byte[] OfTwoInputs()
    {
        var graph = new OnnxGraphWriter("two");
        var first = graph.Input("first", OnnxElementType.Float, 1, 3, 8, 8);
        var second = graph.Input("second", OnnxElementType.Float, 1, 3, 8, 8);
        graph.NodeAs("scores", "ReduceMean", [graph.Node("Add", [first, second])], OverPixels);
        graph.Output("scores", OnnxElementType.Float, 1, 3);
        return graph.ToBytes();
    }

    /// <summary>Has an operator that no runtime knows.</summary>
    public static byte[] OfUnknownOperator() => Finished(graph => graph.Node("FancyPool", [Mean(graph)]));

    /// <summary>Has weights in another file, at a path that leaves the folder.</summary>
    public static byte[] WithExternalData()
    {
        byte[] location = [.. Field(1, "location"u8), .. Field(2, "../../../etc/passwd"u8)];
        byte[] tensor = [0x10, 1, .. Field(8, "weights"u8), .. Field(13, location), 0x70, 1];
        byte[] node = [.. Field(1, "weights"u8), .. Field(2, "scores"u8), .. Field(4, "Identity"u8)];
        byte[] graph = [.. Field(1, node), .. Field(5, tensor), .. Field(12, Field(1, "scores"u8))];
        return [0x08, 8, .. Field(7, graph)];
    }

    private static byte[] Field(int number, ReadOnlySpan<byte> content) =>
        [(byte)((number << 3) | 2), (byte)content.Length, .. content];

    private static string Mean(OnnxGraphWriter graph) =>
        graph.Node("ReduceMean", [graph.Input("input", OnnxElementType.Float, 1, 3, 8, 8)], OverPixels);

    private static byte[] Finished(Func<OnnxGraphWriter, string> scores)
    {
        var graph = new OnnxGraphWriter("small");
        graph.NodeAs("scores", "Identity", [scores(graph)]);
        graph.Output("scores", OnnxElementType.Float, 1, 3);
        return graph.ToBytes();
    }
}
