using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Recognize.Models.Inference;

/// <summary>
/// One network with one input of floats or bytes. Its memory may be given back between runs: the next run loads it
/// again. Thread-safe: any number of runs may be prepared at once.
/// </summary>
internal sealed class OnnxModel : IDisposable
{
    private readonly Func<InferenceSession> _load;
    private readonly RunSlots _slots;
    private readonly Lock _gate = new();
    private readonly RunOptions _runOptions = new();
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private InferenceSession? _session;
    private int _users;
    private bool _disposed;

    /// <param name="fileName">The file it was loaded from, without its folder.</param>
    /// <param name="load">Loads the network: now, and again after each <see cref="TryUnload"/>.</param>
    /// <param name="slots">Shared by all networks of the process.</param>
    public OnnxModel(string fileName, Func<InferenceSession> load, RunSlots slots)
    {
        FileName = fileName;
        _load = load;
        _slots = slots;
        _session = load();
        _inputNames = [.. _session.InputNames];
        _outputNames = [.. _session.OutputNames];
        if (_inputNames.Length != 1)
            throw new NotSupportedException($"A network with one input is needed, not {_inputNames.Length}.");
        var input = _session.InputMetadata[_inputNames[0]];
        TakesBytes = input.ElementDataType == TensorElementType.UInt8;
        InputShape = [.. input.Dimensions];
    }

    public string FileName { get; }

    /// <summary>The input's shape as the file declares it; -1 where any size may be given.</summary>
    public IReadOnlyList<int> InputShape { get; }

    /// <summary>The network takes bytes; what is written into a run's input is rounded to them.</summary>
    public bool TakesBytes { get; }

    public IReadOnlyList<string> OutputNames => _outputNames;

    /// <summary>Whether it is in memory now.</summary>
    public bool IsLoaded => Volatile.Read(ref _session) is not null;

    /// <summary>Rents an input of the given shape, to be filled, run once and disposed by one thread.</summary>
    public InferenceRun Rent(params ReadOnlySpan<long> shape) => new(this, shape.ToArray());

    /// <summary>Loads the network if it is not loaded.</summary>
    /// <exception cref="ModelFileException">Its file is missing or damaged.</exception>
    public void Load()
    {
        Acquire();
        Release();
    }

    /// <summary>Gives the network's memory back, unless somebody uses it now.</summary>
    public bool TryUnload()
    {
        lock (_gate)
        {
            if (_users > 0 || _session is null)
                return false;
            _session.Dispose();
            _session = null;
            return true;
        }
    }

    /// <summary>Keeps the network loaded until <see cref="Release"/>: what a run put out lies in its memory.</summary>
    /// <exception cref="ModelFileException">Its file is missing or damaged.</exception>
    internal InferenceSession Acquire()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _session ??= _load();
            _users++;
            return _session;
        }
    }

    internal void Release()
    {
        lock (_gate)
        {
            _users--;
            if (_disposed && _users == 0)
                DisposeAll();
        }
    }

    /// <param name="session">Of <see cref="Acquire"/>.</param>
    /// <param name="input">The tensor.</param>
    /// <param name="cancellationToken">Ends the wait for a slot.</param>
    internal IDisposableReadOnlyCollection<OrtValue> Run(
        InferenceSession session, OrtValue input, CancellationToken cancellationToken)
    {
        _slots.Wait(cancellationToken);
        try
        {
            return session.Run(_runOptions, _inputNames, [input], _outputNames);
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

    /// <summary>A network that is in use is freed by its last user: a file that was abandoned may still run it.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
            if (_users == 0)
                DisposeAll();
        }
    }

    private void DisposeAll()
    {
        _runOptions.Dispose();
        _session?.Dispose();
        _session = null;
    }
}
