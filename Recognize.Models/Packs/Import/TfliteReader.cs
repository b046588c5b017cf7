namespace Recognize.Models.Packs.Import;

/// <summary>
/// Reads a TFLite file (schema.fbs of TensorFlow Lite, version 3) whose content may be hostile: what is missing, out of
/// range or too large is refused before anything is made from it.
/// </summary>
internal static class TfliteReader
{
    private const int MostTensors = 20_000;
    private const int MostOperators = 10_000;
    private const int MostOperands = 256;
    private const int MostDimensions = 6;
    private const int MostSlices = 65_536;

    /// <summary>Elements of one tensor: 256 MiB as floats, far more than any classifier of photos needs.</summary>
    private const long LargestTensor = 1L << 26;

    /// <summary>Elements of all computed tensors together: 1 GiB as floats.</summary>
    private const long LargestSum = 1L << 28;

    /// <exception cref="ImportRefusedException">The file is damaged, or is of a kind that is not supported.</exception>
    public static TfliteModel Read(ReadOnlyMemory<byte> file)
    {
        var buffer = new FlatBuffer(file);
        if (buffer.Identifier != "TFL3")
            throw new ImportRefusedException("it is not a TFLite file of version 3");
        var model = buffer.Root;
        var codes = model.Tables(1, MostOperators);
        var graph = model.Tables(2, MostOperands) is [var first, ..]
            ? first
            : throw new ImportRefusedException("it has no network");
        var buffers = model.Tables(4, MostTensors);
        var tensors = graph.Tables(0, MostTensors).Select((table, number) => Tensor(table, number, buffers)).ToArray();
        RefuseWasteful(tensors);
        var operators = graph.Tables(3, MostOperators).Select(table => Operator(table, codes, tensors.Length)).ToArray();
        return new TfliteModel(
            tensors, operators, Single(graph.Int32s(1, MostOperands), tensors.Length, "input"),
            Single(graph.Int32s(2, MostOperands), tensors.Length, "output"), TfliteNotes.Normalization(model, buffers));
    }

    private static TfliteTensor Tensor(FlatTable table, int number, FlatTable[] buffers)
    {
        var shape = table.Int32s(0, MostDimensions);
        long count = 1;
        foreach (var size in shape)
        {
            if (size < 0 || (count *= size) > LargestTensor)
                throw new ImportRefusedException(
                    $"tensor {number} of [{string.Join(", ", shape)}] elements is larger than this program allows");
        }
        if (table.Table(6) is not null)
            throw new ImportRefusedException($"sparse tensors are not supported (tensor {number})");
        var type = table.Byte(1);
        var known = Enum.IsDefined((TfliteType)type) ? (TfliteType?)type : null;
        var data = Data(table.Int32(2), number, buffers);
        if (!data.IsEmpty && known is { } element && data.Length != count * BytesOf(element))
            throw new ImportRefusedException($"the constant tensor {number} has not as many values as its shape says");
        var (scales, zeroPoints, axis) = Quantization(table.Table(4), number, shape, known);
        return new TfliteTensor(number, known, shape, data, scales, zeroPoints, axis);
    }

    private static ReadOnlyMemory<byte> Data(int buffer, int number, FlatTable[] buffers)
    {
        if (buffer < 0 || buffer >= buffers.Length)
            throw new ImportRefusedException($"tensor {number} has its values in a part the file does not have");
        return buffers[buffer].UInt64(1) > 1
            ? throw new ImportRefusedException("weights that are stored behind the network's description are not supported")
            : buffers[buffer].Bytes(0);
    }

    private static (float[] Scales, int[] ZeroPoints, int Axis) Quantization(
        FlatTable? table, int number, int[] shape, TfliteType? type)
    {
        if (table is not { } quantization || quantization.Singles(2, MostSlices) is not { Length: > 0 } scales)
            return ([], [], 0);
        var axis = quantization.Int32(6);
        var zeroPoints = quantization.Int64s(3, MostSlices);
        if (zeroPoints.Length == 0)
            zeroPoints = new long[scales.Length];
        var lowest = type == TfliteType.UInt8 ? 0 : -128;
        var slices = axis >= 0 && axis < shape.Length ? shape[axis] : 1;
        if (!Array.TrueForAll(scales, scale => float.IsFinite(scale) && scale > 0)
            || zeroPoints.Length != scales.Length
            || !Array.TrueForAll(zeroPoints, point => point >= lowest && point <= lowest + 255)
            || scales.Length != 1 && scales.Length != slices)
        {
            throw new ImportRefusedException($"the quantisation of tensor {number} makes no sense");
        }
        return (scales, [.. zeroPoints.Select(point => (int)point)], axis);
    }

    private static TfliteOperator Operator(FlatTable table, FlatTable[] codes, int tensors)
    {
        var index = table.Int32(0);
        if (index < 0 || index >= codes.Length)
            throw new ImportRefusedException("a step names an operator the file does not list");
        // Numbers below 127 used to have a field of one byte; both are kept, and the larger counts.
        var number = Math.Max(codes[index].Byte(0), codes[index].Int32(3));
        var name = TfliteOperatorNames.Of(number);
        if (name == "CUSTOM")
            name = $"CUSTOM {codes[index].Text(1)}";
        var inputs = table.Int32s(1, MostOperands);
        var outputs = table.Int32s(2, MostOperands);
        if (inputs.Any(input => input < -1 || input >= tensors) || outputs.Any(output => output < 0 || output >= tensors))
            throw new ImportRefusedException($"a step {name} works on a tensor the file does not have");
        return new TfliteOperator(name, inputs, outputs, table.Table(4));
    }

    private static int Single(int[] tensors, int count, string what)
    {
        if (tensors.Length != 1)
            throw new ImportRefusedException($"it has {tensors.Length} {what}s; networks with one are supported");
        return tensors[0] >= 0 && tensors[0] < count
            ? tensors[0]
            : throw new ImportRefusedException($"its {what} is a tensor the file does not have");
    }

    private static void RefuseWasteful(TfliteTensor[] tensors)
    {
        var sum = tensors.Where(tensor => !tensor.IsConstant).Sum(tensor => tensor.Count);
        if (sum > LargestSum)
            throw new ImportRefusedException($"it would need {sum * 4 >> 20} MiB for its results; 1024 MiB are allowed");
    }

    private static int BytesOf(TfliteType type) => type switch
    {
        TfliteType.Float32 or TfliteType.Int32 => 4,
        TfliteType.Float16 => 2,
        TfliteType.Int64 => 8,
        _ => 1,
    };
}
