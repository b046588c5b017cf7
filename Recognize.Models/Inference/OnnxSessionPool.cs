using Microsoft.ML.OnnxRuntime;

namespace Recognize.Models.Inference;

/// <summary>
/// Owns every network loaded in this process: one session for each model file, shared by all threads, with a bound
/// on the runs at the same moment so that the machine stays usable. Networks may be unloaded while nothing is to be
/// done. Thread-safe.
/// </summary>
public sealed class OnnxSessionPool : IDisposable
{
    private readonly InferenceOptions _options;
    private readonly RunSlots _slots;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, OnnxModel> _models = [];
    private readonly HashSet<(string Task, OnnxModel Model)> _used = [];
    private bool _disposed;

    public OnnxSessionPool(InferenceOptions options)
    {
        OnnxNativeLibrary.Prepare();
        _options = options;
        _slots = new RunSlots(options.EffectiveConcurrentRuns);
    }

    /// <summary>The network of a model file, loaded on first use. The pool owns it.</summary>
    /// <param name="fileName">Named in the message when the file is broken.</param>
    /// <param name="sha256">Identity of the content: the same content is loaded once.</param>
    /// <param name="read">Gives the verified bytes of the file; called only when it is not loaded yet.</param>
    /// <param name="task">What it is used for; one network may serve several tasks.</param>
    /// <exception cref="ModelFileException">The bytes are not a network that can be run.</exception>
    internal OnnxModel Open(string fileName, string sha256, Func<byte[]> read, string? task = null)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_models.TryGetValue(sha256, out var model))
            {
                model = new OnnxModel(fileName, () => CreateSession(fileName, read()), _slots);
                _models.Add(sha256, model);
            }
            if (task is not null)
                _used.Add((task, model));
            return model;
        }
    }

    /// <summary>Bounds the threads that run networks at the same moment; null for as many as the options say.</summary>
    /// <param name="threads">At least 1; less than one network takes counts as that.</param>
    public void LimitThreads(int? threads) => _slots.Limit = threads is { } limit
        ? Math.Clamp(limit / _options.IntraOpThreads, 1, _options.EffectiveConcurrentRuns)
        : _options.EffectiveConcurrentRuns;

    /// <summary>Gives back the memory of the networks that nobody uses now; the next run of each loads it again.</summary>
    /// <returns>How many were unloaded.</returns>
    public int Unload() => Models().Count(model => model.TryUnload());

    /// <summary>The same for those that none of these tasks needs.</summary>
    /// <param name="tasks">As given to <see cref="Open"/>.</param>
    public int UnloadAllBut(IReadOnlyCollection<string> tasks) =>
        Models().Except(ModelsOf(tasks)).Count(model => model.TryUnload());

    /// <summary>
    /// Loads again what was opened for these tasks and then unloaded, and finds out whether the files are still good.
    /// </summary>
    /// <param name="tasks">As given to <see cref="Open"/>.</param>
    /// <exception cref="ModelFileException">A model file is missing or damaged.</exception>
    public void Reload(IReadOnlyCollection<string> tasks)
    {
        foreach (var model in ModelsOf(tasks))
            model.Load();
    }

    /// <summary>Those opened so far, in no order.</summary>
    public IReadOnlyList<LoadedNetwork> Networks => [.. Models().Select(model => new LoadedNetwork(model))];

    /// <summary>How many networks are in memory.</summary>
    internal int LoadedCount => Models().Count(model => model.IsLoaded);

    /// <summary>How many of those of a task are in memory.</summary>
    internal int LoadedCountOf(string task) => ModelsOf([task]).Count(model => model.IsLoaded);

    private List<OnnxModel> Models()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return [.. _models.Values];
        }
    }

    private List<OnnxModel> ModelsOf(IReadOnlyCollection<string> tasks)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return [.. _used.Where(use => tasks.Contains(use.Task)).Select(use => use.Model).Distinct()];
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
            foreach (var model in _models.Values)
                model.Dispose();
            _models.Clear();
            _used.Clear();
        }
    }

    private InferenceSession CreateSession(string fileName, byte[] bytes)
    {
        using var session = new SessionOptions
        {
            IntraOpNumThreads = _options.IntraOpThreads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            EnableCpuMemArena = _options.MemoryArena,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        // Some face networks produce denormal numbers in their middle layers, and run several times slower with them.
        session.AddSessionConfigEntry("session.set_denormal_as_zero", "1");
        // Without VNNI instructions the fast way to multiply unsigned by signed bytes saturates: take the exact one.
        if (!ByteDotProduct.IsExact)
            session.AddSessionConfigEntry("session.x64quantprecision", "1");
        // Idle threads that spin would take the processor from decoding.
        session.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        try
        {
            return new InferenceSession(bytes, session);
        }
        catch (OnnxRuntimeException broken)
        {
            throw new ModelFileException(
                fileName,
                $"The model file {fileName} cannot be loaded as a network: {broken.Message} "
                + "Delete it and run \"recognize models pull\".",
                broken);
        }
    }
}
