using Microsoft.Extensions.Logging;
using Recognize.Models.Inference;
using Recognize.Models.Jobs;
using Recognize.Worker.Database;

namespace Recognize.Worker.Limits;

/// <summary>
/// The limits that hold on this machine: the admin's, read again every few seconds, and the environment's over them.
/// While the database is away the last ones hold. Thread-safe.
/// </summary>
internal sealed class LimitsSource(
    WorkLimitsStore store, OnnxSessionPool networks, TimeProvider clock, ILogger<LimitsSource> log) : IDisposable
{
    private static readonly TimeSpan ReadEvery = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _reading = new(1);

    // Fails at the start, and not in the middle of the night, when a variable makes no sense.
    private WorkLimits _current = WorkLimitsEnvironment.Apply(new WorkLimits());
    private WorkNiceness _niceness = WorkNiceness.None;
    private long _readAt;
    private string? _lastRefusal;

    /// <summary>The limits as last read.</summary>
    public WorkLimits Current => Volatile.Read(ref _current);

    /// <summary>Files that may be analysed at the same time.</summary>
    public static int ThreadsOf(WorkLimits limits) => Math.Max(1, Math.Min(
        limits.Threads ?? Environment.ProcessorCount,
        limits.Cores is { } cores ? (int)Math.Ceiling(cores) : int.MaxValue));

    /// <summary>Reads the admin's limits, unless that was done just now, and sets what holds for the whole process.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        if (IsFresh)
            return;
        // Others wait for whoever reads: the first work of a process must not begin before its limits are known.
        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (IsFresh)
                return;
            await ReadAsync(cancellationToken);
            Apply(Current);
            Interlocked.Exchange(ref _readAt, clock.GetTimestamp());
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    private bool IsFresh => Interlocked.Read(ref _readAt) is var at and not 0 && clock.GetElapsedTime(at) < ReadEvery;

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            Volatile.Write(ref _current, WorkLimitsEnvironment.Apply(await store.ReadAsync(cancellationToken)));
            _lastRefusal = null;
        }
        catch (FormatException bad)
        {
            if (_lastRefusal != bad.Message)
                LimitsLog.Unusable(log, bad.Message);
            _lastRefusal = bad.Message;
        }
        catch (Exception away) when (DatabaseRetry.IsPassing(away))
        {
            // Whoever works with the database says that it is away.
        }
    }

    private void Apply(WorkLimits limits)
    {
        var cores = limits.Cores is null ? (int?)null : ThreadsOf(limits with { Threads = null });
        networks.LimitThreads(limits.InferenceThreads is { } threads && cores is { } most
            ? Math.Min(threads, most)
            : limits.InferenceThreads ?? cores);
        // A worker that was never asked to step back keeps the priority it was started with.
        var niceness = limits.Niceness ?? WorkNiceness.None;
        if (niceness != _niceness && !ProcessPriority.TrySet(niceness))
            LimitsLog.PriorityRefused(log, niceness.ToString());
        _niceness = niceness;
    }
}
