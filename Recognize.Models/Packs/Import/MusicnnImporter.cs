namespace Recognize.Models.Packs.Import;

/// <summary>
/// Builds the network musicnn (Pons and Serra, 2019; github.com/jordipons/musicnn) as an ONNX file from its weights:
/// log-mel patches <c>patches</c>, float [N, 187, 96], to the probabilities of 50 tags <c>tags</c>, float [N, 50].
/// <para>
/// Most filters of its first layers died in training: their weights are so small that they answer the same to
/// everything. They are left out of the convolutions and their constant answers put in, which changes no output by more
/// than the noise of float arithmetic and makes the network several times faster.
/// </para>
/// </summary>
internal static class MusicnnImporter
{
    /// <summary>Frames of a patch, 16 ms each.</summary>
    public const int PatchFrames = 187;

    public const int BandCount = 96;

    public const int TagCount = 50;

    // Largest input after normalisation: log10(10000·x + 1) is at most 9 for the loudest sound.
    private const float LargestInput = 4;

    private const float NoInfluence = 1e-5f;

    private const int ChannelBlock = 16;

    /// <exception cref="ImportRefusedException">It is not the file whose layout is known.</exception>
    public static byte[] Import(byte[] file)
    {
        var weights = new MusicnnWeights(file);
        var graph = new OnnxGraphWriter("musicnn");
        var patches = graph.Input("patches", OnnxElementType.Float, "N", PatchFrames, BandCount);
        var input = graph.Node("Unsqueeze", [patches, graph.Integers("channel_axis", 1)]);
        input = Normalise(graph, input, weights.Input, 1, 1, 1, 1);

        var filters = weights.FrontEnd.Select(LivingFilters.Of).ToList();
        var heard = graph.Node(
            "Concat", [.. filters.Select(living => FrontEnd(graph, input, living))], OnnxAttribute.Int("axis", 1));
        var placed = Place(graph, heard, filters);
        var first = MidEnd(graph, placed, weights.MidEnd[0]);
        var second = graph.Node("Add", [MidEnd(graph, first, weights.MidEnd[1]), first]);
        var third = graph.Node("Add", [MidEnd(graph, second, weights.MidEnd[2]), second]);
        var channels = filters.Sum(living => living.Layer.Outputs);
        var features = graph.Node(
            "Concat", [FirstChannels(graph, placed, channels), first, second, third], OnnxAttribute.Int("axis", 1));

        // The largest and the mean over time, side by side for each channel: [N, 753, 2, 1] to [N, 1506].
        var pooled = graph.Node(
            "Concat",
            [
                graph.Node("GlobalMaxPool", [features]),
                graph.Node("GlobalAveragePool", [features]),
            ],
            OnnxAttribute.Int("axis", 2));
        var flat = graph.Node("Flatten", [pooled], OnnxAttribute.Int("axis", 1));
        flat = Normalise(graph, flat, weights.Pooled, 1, weights.Pooled.Gains.Length);
        var hidden = graph.Node("Relu", [Connect(graph, flat, weights.Hidden)]);
        hidden = Normalise(graph, hidden, weights.HiddenNormalisation, 1, weights.HiddenNormalisation.Gains.Length);
        graph.NodeAs("tags", "Sigmoid", [Connect(graph, hidden, weights.Tags)]);
        graph.Output("tags", OnnxElementType.Float, "N", TagCount);
        return graph.ToBytes();
    }

    // Convolution, then the largest over frequency, then ReLU: [N, 1, 187, 96] to [N, living filters, 187, 1].
    private static string FrontEnd(OnnxGraphWriter graph, string input, LivingFilters living)
    {
        // ReLU and a rising normalisation keep the order, so the largest may be taken before them and they have less to
        // do. Where the normalisation falls, the least is wanted: the largest of the negated filter, negated again.
        var signs = living.Signs;
        var heard = Convolve(graph, input, living.Layer, living.Outputs, signs);
        heard = graph.Node(
            "MaxPool", [heard], OnnxAttribute.Ints("kernel_shape", 1, BandCount - living.Layer.Frequency + 1));
        heard = graph.Node("Mul", [heard, graph.Constant("signs", signs, 1, signs.Length, 1, 1)]);
        return graph.Node("Relu", [heard]);
    }

    // One multiplication puts the living filters of all layers in their places, normalised, among the constants of the
    // dead ones: [N, living filters, 187, 1] to [N, channels of the layers, rounded up, 187, 1].
    private static string Place(OnnxGraphWriter graph, string heard, List<LivingFilters> filters)
    {
        var width = filters.Sum(living => living.Signs.Length);
        var rows = RoundUp(filters.Sum(living => living.Layer.Outputs));
        var matrix = new float[rows * width];
        var offsets = new float[rows];
        var (row, column) = (0, 0);
        foreach (var (layer, outputs, signs) in filters)
        {
            for (var output = 0; output < layer.Outputs; output++, row++)
            {
                var place = Array.IndexOf(outputs, output);
                offsets[row] = layer.After.Offsets[output];
                if (place >= 0)
                    matrix[(row * width) + column + place] = layer.After.Gains[output];
                else
                    offsets[row] += layer.After.Gains[output] * Math.Max(0, layer.Biases[output]);
            }
            column += signs.Length;
        }
        return graph.Node(
            "Conv", [heard, graph.Constant("places", matrix, rows, width, 1, 1), graph.Constant("offsets", offsets, rows)]);
    }

    private static string FirstChannels(OnnxGraphWriter graph, string input, int count) => graph.Node(
        "Slice",
        [
            input,
            graph.Integers("from", 0),
            graph.Integers("to", count),
            graph.Integers("channel_axis", 1),
        ]);

    private static string MidEnd(OnnxGraphWriter graph, string input, MusicnnWeights.Layer layer)
    {
        var all = Enumerable.Range(0, layer.Outputs).ToArray();
        var heard = Convolve(graph, input, layer, all, [.. all.Select(_ => 1f)]);
        heard = graph.Node("Relu", [heard]);
        return Normalise(graph, heard, layer.After, 1, layer.Outputs, 1, 1);
    }

    private static string Convolve(
        OnnxGraphWriter graph, string input, MusicnnWeights.Layer layer, int[] outputs, float[] signs)
    {
        // [time, frequency, inputs, outputs] to [outputs, inputs, time, frequency].
        var area = layer.Time * layer.Frequency;
        var inputs = layer.Inputs == 1 ? 1 : RoundUp(layer.Inputs);
        var kernel = new float[signs.Length * inputs * area];
        var biases = new float[signs.Length];
        for (var row = 0; row < outputs.Length; row++)
        {
            biases[row] = signs[row] * layer.Biases[outputs[row]];
            for (var channel = 0; channel < layer.Inputs; channel++)
            {
                for (var at = 0; at < area; at++)
                {
                    kernel[(((row * inputs) + channel) * area) + at] =
                        signs[row] * layer.Kernel[(((at * layer.Inputs) + channel) * layer.Outputs) + outputs[row]];
                }
            }
        }
        var before = (layer.Time - 1) / 2;
        return graph.Node(
            "Conv",
            [
                input,
                graph.Constant("kernel", kernel, signs.Length, inputs, layer.Time, layer.Frequency),
                graph.Constant("bias", biases, signs.Length),
            ],
            OnnxAttribute.Ints("pads", before, 0, layer.Time - 1 - before, 0));
    }

    // ONNX Runtime has faster convolutions for whole blocks of channels; the channels added hold zeros.
    private static int RoundUp(int channels) => (channels + ChannelBlock - 1) / ChannelBlock * ChannelBlock;

    private static string Normalise(
        OnnxGraphWriter graph, string input, MusicnnWeights.Normalisation normalisation, params ReadOnlySpan<long> shape)
    {
        var scaled = graph.Node("Mul", [input, graph.Constant("gains", normalisation.Gains, shape)]);
        return graph.Node("Add", [scaled, graph.Constant("offsets", normalisation.Offsets, shape)]);
    }

    private static string Connect(OnnxGraphWriter graph, string input, MusicnnWeights.Dense dense)
    {
        var outputs = dense.Biases.Length;
        return graph.Node(
            "Gemm",
            [
                input,
                graph.Constant("weights", dense.Weights, dense.Weights.Length / outputs, outputs),
                graph.Constant("bias", dense.Biases, outputs),
            ]);
    }

    /// <summary>The filters of a layer that hear something, by their numbers, and the sign each is applied with.</summary>
    /// <param name="Layer">The layer.</param>
    /// <param name="Outputs">Numbers of the living filters.</param>
    /// <param name="Signs">−1 for a filter to be negated; as many as a whole number of channel blocks.</param>
    private sealed record LivingFilters(MusicnnWeights.Layer Layer, int[] Outputs, float[] Signs)
    {
        public static LivingFilters Of(MusicnnWeights.Layer layer)
        {
            int[] outputs = [.. Enumerable.Range(0, layer.Outputs).Where(output => HasInfluence(layer, output))];
            var signs = new float[RoundUp(outputs.Length)];
            for (var row = 0; row < outputs.Length; row++)
                signs[row] = layer.After.Gains[outputs[row]] < 0 ? -1 : 1;
            return new LivingFilters(layer, outputs, signs);
        }

        private static bool HasInfluence(MusicnnWeights.Layer layer, int output)
        {
            double sum = 0;
            for (var index = output; index < layer.Kernel.Length; index += layer.Outputs)
                sum += Math.Abs(layer.Kernel[index]);
            return sum * LargestInput * Math.Abs(layer.After.Gains[output]) > NoInfluence;
        }
    }
}
