using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Recognize.Models.Inference;

/// <summary>One loaded network with one input of floats or bytes. Thread-safe: any number of runs may be prepared at once.</summary>
internal sealed class OnnxModel : IDisposable
{
    private readonly InferenceSession _session;
    private readonly SemaphoreSlim _slots;
    private readonly RunOptions _runOptions = new();
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;

    public OnnxModel(InferenceSession session, SemaphoreSlim slots)
    {
        _session = session;
        _slots = slots;
        _inputNames = [.. session.InputNames];
        _outputNames = [.. session.OutputNames];
        if (_inputNames.Length != 1)
            throw new NotSupportedException($"A network with one input is needed, not {_inputNames.Length}.");
        TakesBytes = session.InputMetadata[_inputNames[0]].ElementDataType == TensorElementType.UInt8;
    }

    /// <summary>The input's shape as the file declares it; -1 where any size may be given.</summary>
    public IReadOnlyList<int> InputShape => _session.InputMetadata[_inputNames[0]].Dimensions;

    /// <summary>The network takes bytes; what is written into a run's input is rounded to them.</summary>
    public bool TakesBytes { get; }

    public IReadOnlyList<string> OutputNames => _outputNames;

    /// <summary>Rents an input of the given shape, to be filled, run once and disposed by one thread.</summary>
    public InferenceRun Rent(params ReadOnlySpan<long> shape) => new(this, shape.ToArray());

    internal IDisposableReadOnlyCollection<OrtValue> Run(OrtValue input, CancellationToken cancellationToken)
    {
        _slots.Wait(cancellationToken);
        try
        {
            return _session.Run(_runOptions, _inputNames, [input], _outputNames);
        }
        finally
        {
            _slots.Release();
        }
    }

    internal int OutputIndex(string name)
    {
        var index = Array.IndexOf(_outputNames, name);
        return index >= 0 ? index : throw new ArgumentException($"The network has no output {name}.", nameof(name));
    }

    public void Dispose()
    {
        _runOptions.Dispose();
        _session.Dispose();
    }
}
