namespace Recognize.Models.Packs.Import;

/// <summary>Convolutions, pools and dense layers.</summary>
internal static class TfliteConvolutions
{
    public static void Convolution(TfliteConversion network, TfliteOperator step)
    {
        var options = step.Options ?? throw NoOptions(step);
        var (input, weights) = Operands(network, step);
        TfliteConversion.Require(weights.Shape[3] > 0 && input.Shape[3] % weights.Shape[3] == 0, step, "such a number of channels");
        var groups = input.Shape[3] / weights.Shape[3];
        TfliteConversion.Require(weights.Shape[0] % groups == 0, step, "such a number of channels");
        var window = new Window(
            Sizes(step, weights.Shape[1], options.Int32(2), options.Int32(5, 1)),
            Sizes(step, weights.Shape[2], options.Int32(1), options.Int32(4, 1)), IsSame(options));
        Convolve(network, step, window, groups, weights.Shape[0], [0, 3, 1, 2], options.Byte(3));
    }

    public static void DepthwiseConvolution(TfliteConversion network, TfliteOperator step)
    {
        var options = step.Options ?? throw NoOptions(step);
        var (input, weights) = Operands(network, step);
        var channels = input.Shape[3];
        TfliteConversion.Require(
            weights.Shape[0] == 1 && channels > 0 && weights.Shape[3] % channels == 0, step, "such a number of channels");
        var window = new Window(
            Sizes(step, weights.Shape[1], options.Int32(2), options.Int32(6, 1)),
            Sizes(step, weights.Shape[2], options.Int32(1), options.Int32(5, 1)), IsSame(options));
        Convolve(network, step, window, channels, weights.Shape[3], [3, 0, 1, 2], options.Byte(4));
    }

    public static void Pool(TfliteConversion network, TfliteOperator step)
    {
        var options = step.Options ?? throw NoOptions(step);
        var input = network.Tensor(step, 0);
        var result = network.Result(step);
        TfliteConversion.Require(input.Rank == 4, step, "an input that is no image");
        var window = new Window(
            Sizes(step, options.Int32(4), options.Int32(2), 1), Sizes(step, options.Int32(3), options.Int32(1), 1),
            IsSame(options));
        window.Check(step, input, result, input.Shape[3]);
        var isMaximum = step.Name == "MAX_POOL_2D";
        var coversAll = !window.IsSame && result.Shape[1] == 1 && result.Shape[2] == 1
            && window.Vertical.Kernel == input.Shape[1] && window.Horizontal.Kernel == input.Shape[2];
        var value = coversAll
            ? network.Graph.Node(isMaximum ? "GlobalMaxPool" : "GlobalAveragePool", [network.Value(input)])
            : network.Graph.Node(
                isMaximum ? "MaxPool" : "AveragePool", [network.Value(input)],
                [window.Kernel(), window.Strides(), window.Padding(input, result)]);
        network.Store(result, network.Activate(value, result, options.Byte(5), step.Name));
    }

    public static void Dense(TfliteConversion network, TfliteOperator step)
    {
        var input = network.Tensor(step, 0);
        var weights = network.Tensor(step, 1);
        var result = network.Result(step);
        TfliteConversion.Require(weights is { IsConstant: true, Rank: 2 } && input.Rank > 0, step, "a computed weight");
        TfliteConversion.Require(step.Options?.Byte(1) is null or 0, step, "a shuffled weight");
        var (units, width) = (weights.Shape[0], weights.Shape[1]);
        TfliteConversion.Require(width > 0 && input.Count % width == 0, step, "such an input");
        var rows = input.Count / width;
        if (result.Count != rows * units || result.Rank == 0 || result.Shape[^1] != units)
            TfliteConversion.RequireShape(step, result, rows, units);

        var flat = network.ValueAsInFile(input);
        if (input.Rank != 2 || input.Shape[1] != width)
            flat = network.Graph.Node("Reshape", [flat, network.Graph.Integers("shape", -1, width)]);
        string[] operands = [flat, network.Constants.Weights(weights, [0, 1])];
        if (Bias(network, step, units) is { } bias)
            operands = [.. operands, network.Constants.Bias(bias)];
        var value = network.Graph.Node("Gemm", operands, OnnxAttribute.Int("transB", 1));
        value = network.Activate(value, result, step.Options?.Byte(0) ?? 0, step.Name);
        if (result.Rank != 2)
            value = network.Graph.Node("Reshape", [value, network.Graph.Integers("shape", [.. result.Shape])]);
        network.StoreAsInFile(result, value);
    }

    private static void Convolve(
        TfliteConversion network, TfliteOperator step, Window window, int groups, int channels, int[] order, byte activation)
    {
        var input = network.Tensor(step, 0);
        var result = network.Result(step);
        window.Check(step, input, result, channels);
        var bias = Bias(network, step, channels);
        var constants = network.Constants.Convolution(network.Tensor(step, 1), order[0], order, bias);
        var value = network.Graph.Node(
            "Conv", [network.Value(input), .. constants],
            [window.Kernel(), window.Strides(), window.Dilations(), window.Padding(input, result), OnnxAttribute.Int("group", groups)]);
        network.Store(result, network.Activate(value, result, activation, step.Name));
    }

    private static (TfliteTensor Input, TfliteTensor Weights) Operands(TfliteConversion network, TfliteOperator step)
    {
        var input = network.Tensor(step, 0);
        var weights = network.Tensor(step, 1);
        TfliteConversion.Require(input.Rank == 4, step, "an input that is no image");
        TfliteConversion.Require(weights is { IsConstant: true, Rank: 4 }, step, "a computed weight");
        return (input, weights);
    }

    private static TfliteTensor? Bias(TfliteConversion network, TfliteOperator step, int channels)
    {
        if (!TfliteConversion.Has(step, 2))
            return null;
        var bias = network.Tensor(step, 2);
        TfliteConversion.Require(bias.IsConstant && bias.Rank == 1 && bias.Shape[0] == channels, step, "such a bias");
        return bias;
    }

    private static bool IsSame(FlatTable options) => options.Byte(0) == 0;

    private static WindowSide Sizes(TfliteOperator step, int kernel, int stride, int dilation)
    {
        const int Largest = 4096;
        TfliteConversion.Require(
            kernel is > 0 and <= Largest && stride is > 0 and <= Largest && dilation is > 0 and <= Largest,
            step, $"a window of {kernel} with stride {stride} and dilation {dilation}");
        return new WindowSide(kernel, stride, dilation);
    }

    private static ImportRefusedException NoOptions(TfliteOperator step) => new($"a step {step.Name} has no settings");

    /// <summary>A window along one side of an image.</summary>
    private readonly record struct WindowSide(int Kernel, int Stride, int Dilation)
    {
        private int Reach => (Kernel - 1) * Dilation + 1;

        public int Results(int size, bool isSame) => isSame
            ? (size + Stride - 1) / Stride
            : size < Reach ? 0 : (size - Reach) / Stride + 1;

        /// <summary>Padding before and after; TFLite puts the odd one after.</summary>
        public (int Before, int After) Padding(int size, int results, bool isSame)
        {
            var total = isSame ? Math.Max(0, (results - 1) * Stride + Reach - size) : 0;
            return (total / 2, total - total / 2);
        }
    }

    /// <summary>A window that moves over an image.</summary>
    private readonly record struct Window(WindowSide Vertical, WindowSide Horizontal, bool IsSame)
    {
        public OnnxAttribute Kernel() => OnnxAttribute.Ints("kernel_shape", Vertical.Kernel, Horizontal.Kernel);

        public OnnxAttribute Strides() => OnnxAttribute.Ints("strides", Vertical.Stride, Horizontal.Stride);

        public OnnxAttribute Dilations() => OnnxAttribute.Ints("dilations", Vertical.Dilation, Horizontal.Dilation);

        public OnnxAttribute Padding(TfliteTensor input, TfliteTensor result)
        {
            var (top, bottom) = Vertical.Padding(input.Shape[1], result.Shape[1], IsSame);
            var (left, right) = Horizontal.Padding(input.Shape[2], result.Shape[2], IsSame);
            return OnnxAttribute.Ints("pads", top, left, bottom, right);
        }

        public void Check(TfliteOperator step, TfliteTensor input, TfliteTensor result, int channels) =>
            TfliteConversion.RequireShape(
                step, result, input.Shape[0], Vertical.Results(input.Shape[1], IsSame),
                Horizontal.Results(input.Shape[2], IsSame), channels);
    }
}
