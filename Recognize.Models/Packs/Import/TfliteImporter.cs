namespace Recognize.Models.Packs.Import;

/// <summary>
/// Makes an ONNX network of a TFLite file. A network for photos gets one input, <c>input</c> float [1,3,H,W] red,
/// green, blue 0..255; one for sounds begins behind its own spectrogram, with <c>input</c> float [N,frames,bands]. The
/// one output is <c>scores</c> float [1 or N,labels], or <c>embedding</c> where the network ends in a mean over the image.
/// </summary>
internal static class TfliteImporter
{
    /// <summary>Float networks whose files do not say how they want their pixels usually want them from -1 to 1.</summary>
    private static readonly TfliteNormalization Usual = new(127.5f, 127.5f);

    /// <exception cref="ImportRefusedException">The file is damaged or holds what is not supported.</exception>
    public static byte[] Import(ReadOnlyMemory<byte> file)
    {
        var model = TfliteReader.Read(file);
        var graph = new OnnxGraphWriter("imported");
        var network = new TfliteConversion(model, graph);
        var (first, last) = model.Operators.Any(step => step.Name == "RFFT2D")
            ? SoundInput(network, model)
            : PhotoInput(network, model);
        foreach (var step in model.Operators.Skip(first))
            TfliteSteps.Convert(network, step);
        WriteOutput(network, model, last);
        return graph.ToBytes();
    }

    private static (int FirstStep, OnnxDimension Inputs) PhotoInput(TfliteConversion network, TfliteModel model)
    {
        var tensor = model.Tensors[model.Input];
        if (tensor is not { Rank: 4, IsConstant: false } || tensor.Shape[0] != 1 || tensor.Shape[3] != 3 || tensor.Count == 0)
            throw new ImportRefusedException("its input is no colour photo ([1, height, width, 3])");
        var graph = network.Graph;
        var input = graph.Input("input", OnnxElementType.Float, 1, 3, tensor.Shape[1], tensor.Shape[2]);
        if (tensor.IsQuantized && tensor.Scales.Length == 1)
        {
            // The photo's bytes are the tensor's bytes: they get the tensor's scale, and no other rounding.
            var bytes = graph.Node(
                "QuantizeLinear", [input, graph.Scalar("scale", 1), graph.Constant("zero", (byte[])[0], [])]);
            network.StoreExactly(tensor, network.Constants.Dequantize(bytes, tensor));
        }
        else if (tensor.Type == TfliteType.Float32)
        {
            var (mean, deviation) = model.Normalization ?? Usual;
            var centred = graph.Node("Sub", [input, graph.Scalar("mean", mean)]);
            network.StoreExactly(tensor, graph.Node("Div", [centred, graph.Scalar("deviation", deviation)]));
        }
        else
        {
            throw new ImportRefusedException("its input is of a type that is not supported");
        }
        return (0, 1);
    }

    private static (int FirstStep, OnnxDimension Inputs) SoundInput(TfliteConversion network, TfliteModel model)
    {
        var (step, patch) = TfliteSpectrogram.FindPatch(model);
        var input = network.Graph.Input("input", OnnxElementType.Float, "N", patch.Shape[1], patch.Shape[2]);
        network.StoreExactly(patch, input);
        return (step + 1, "N");
    }

    private static void WriteOutput(TfliteConversion network, TfliteModel model, OnnxDimension inputs)
    {
        var result = model.Tensors[model.Output];
        if (result.Count == 0 || result.Rank == 0 || result.IsConstant)
            throw new ImportRefusedException("its output has no numbers");
        // Steps that only reshape or convert do not say what the numbers are.
        var meaning = model.Operators.LastOrDefault(
            step => step.Name is not ("RESHAPE" or "SQUEEZE" or "DEQUANTIZE" or "QUANTIZE"))?.Name;
        var name = meaning is "MEAN" or "AVERAGE_POOL_2D" ? "embedding" : "scores";
        var shape = network.Graph.Integers("shape", -1, result.Count);
        network.Graph.NodeAs(name, "Reshape", [network.ValueAsInFile(result), shape]);
        network.Graph.Output(name, OnnxElementType.Float, inputs, result.Count);
    }
}
