namespace Recognize.Tests.Packs.Import;

/// <summary>A small TFLite file, built tensor by tensor and step by step.</summary>
internal sealed class TfliteFile
{
    public const int Float32 = 0;
    public const int Int32 = 2;
    public const int UInt8 = 3;
    public const int Int8 = 9;

    private readonly List<FlatNode> _tensors = [];
    private readonly List<FlatNode> _steps = [];
    private readonly List<FlatNode> _codes = [];
    private readonly List<FlatNode> _buffers = [[]];

    public int Output { get; set; }

    /// <summary>Adds a tensor; a constant when it has values.</summary>
    public int Tensor(int type, int[] shape, byte[]? values = null, float[]? scales = null, long[]? zeroPoints = null, int axis = 0)
    {
        var buffer = 0;
        if (values is not null)
        {
            buffer = _buffers.Count;
            _buffers.Add(new FlatNode { [0] = values });
        }
        var quantization = scales is null ? null : new FlatNode { [2] = scales, [3] = zeroPoints, [6] = axis };
        _tensors.Add(new FlatNode { [0] = shape, [1] = type, [2] = buffer, [4] = quantization });
        return _tensors.Count - 1;
    }

    public int Floats(int[] shape, params float[] values) =>
        Tensor(Float32, shape, [.. values.SelectMany(BitConverter.GetBytes)]);

    public int Integers(int[] shape, params int[] values) =>
        Tensor(Int32, shape, [.. values.SelectMany(BitConverter.GetBytes)]);

    /// <summary>Adds a step and the float tensor it gives, which becomes the output of the file.</summary>
    public int Step(int code, int[] inputs, int[] shape, FlatNode? options = null) =>
        Step(code, inputs, Tensor(Float32, shape), options);

    /// <summary>Adds a step that gives a tensor there is already, which becomes the output of the file.</summary>
    public int Step(int code, int[] inputs, int result, FlatNode? options = null, string? custom = null)
    {
        _codes.Add(new FlatNode { [0] = Math.Min(code, 127), [1] = custom, [3] = code });
        _steps.Add(new FlatNode { [0] = _codes.Count - 1, [1] = inputs, [2] = (int[])[result], [4] = options });
        return Output = result;
    }

    public byte[] ToBytes() => FlatWriter.Write(
        new FlatNode
        {
            [0] = 3,
            [1] = _codes.ToArray(),
            [2] = (FlatNode[])
            [
                new FlatNode
                {
                    [0] = _tensors.ToArray(), [1] = (int[])[0], [2] = (int[])[Output], [3] = _steps.ToArray(),
                },
            ],
            [4] = _buffers.ToArray(),
        },
        "TFL3");
}
