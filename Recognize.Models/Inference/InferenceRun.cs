using System.Buffers;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Recognize.Models.Inference;

/// <summary>
/// One pass through a network: fill <see cref="Input"/>, <see cref="Execute"/>, read the outputs, dispose. The input
/// buffer is pooled and not cleared; outputs live in native memory and are gone after disposal. For one thread.
/// </summary>
internal sealed class InferenceRun : IDisposable
{
    private readonly OnnxModel _model;
    private readonly long[] _shape;
    private readonly int _length;
    private float[]? _buffer;
    private InferenceSession? _session;
    private IDisposableReadOnlyCollection<OrtValue>? _outputs;

    public InferenceRun(OnnxModel model, long[] shape)
    {
        _model = model;
        _shape = shape;
        long length = 1;
        foreach (var size in shape)
            length = checked(length * size);
        _length = checked((int)length);
        _buffer = ArrayPool<float>.Shared.Rent(_length);
    }

    /// <summary>The input tensor, row-major in the rented shape.</summary>
    public Span<float> Input => Buffer.AsSpan(0, _length);

    private float[] Buffer => _buffer ?? throw new ObjectDisposedException(nameof(InferenceRun));

    /// <summary>Waits for a free slot of the pool and runs the network on <see cref="Input"/>.</summary>
    public void Execute(CancellationToken cancellationToken)
    {
        _outputs?.Dispose();
        _outputs = null;
        _session ??= _model.Acquire();
        if (_model.TakesBytes)
        {
            using var bytes = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, ToBytes().AsMemory(), _shape);
            _outputs = _model.Run(_session, bytes, cancellationToken);
            return;
        }
        using var input = OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, Buffer.AsMemory(0, _length), _shape);
        _outputs = _model.Run(_session, input, cancellationToken);
    }

    private byte[] ToBytes()
    {
        var bytes = new byte[_length];
        for (var at = 0; at < bytes.Length; at++)
            bytes[at] = (byte)Math.Clamp(MathF.Round(Buffer[at]), 0, 255);
        return bytes;
    }

    /// <summary>An output tensor by its name in the file, row-major; valid until this run is disposed.</summary>
    public ReadOnlySpan<float> Output(string name) => Outputs[_model.OutputIndex(name)].GetTensorDataAsSpan<float>();

    /// <summary>The only, or first, output tensor, row-major; valid until this run is disposed.</summary>
    public ReadOnlySpan<float> Output() => Outputs[0].GetTensorDataAsSpan<float>();

    /// <summary>The shape of an output tensor of this run.</summary>
    public long[] OutputShape(string name) =>
        Outputs[_model.OutputIndex(name)] is { IsTensor: true } output ? output.GetTensorTypeAndShape().Shape : [];

    /// <summary>Whether an output holds floats, which alone can be read.</summary>
    public bool IsFloat(string name) => Outputs[_model.OutputIndex(name)] is { IsTensor: true } output
        && output.GetTensorTypeAndShape().ElementDataType == TensorElementType.Float;

    private IDisposableReadOnlyCollection<OrtValue> Outputs =>
        _outputs ?? throw new InvalidOperationException("The network has not been run yet.");

    public void Dispose()
    {
        _outputs?.Dispose();
        _outputs = null;
        if (Interlocked.Exchange(ref _session, null) is not null)
            _model.Release();
        var buffer = Interlocked.Exchange(ref _buffer, null);
        if (buffer is not null)
            ArrayPool<float>.Shared.Return(buffer);
    }
}
