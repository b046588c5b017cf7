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
    WorkLimitsStore store, OnnxSessionPool networks, TimeProvider clock, ILogger<LimitsSource> log)
{
    private static readonly TimeSpan ReadEvery = TimeSpan.FromSeconds(5);

    private readonly Lock _applying = new();

    // Fails at the start, and not in the middle of the night, when a variable makes no sense.
    private WorkLimits _current = WorkLimitsEnvironment.Apply(new WorkLimits());
    private WorkLimits? _applied;
    private long? _readAt;
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
        if (_readAt is { } at && clock.GetElapsedTime(at) < ReadEvery)
            return;
        // Set first: while one reads, others go on with what is known.
        _readAt = clock.GetTimestamp();
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
        Apply(Current);
    }

    private void Apply(WorkLimits limits)
    {
        lock (_applying)
        {
            var cores = limits.Cores is null ? (int?)null : ThreadsOf(limits with { Threads = null });
            networks.LimitThreads(limits.InferenceThreads is { } threads && cores is { } most
                ? Math.Min(threads, most)
                : limits.InferenceThreads ?? cores);
            // A worker that was never asked to step back keeps the priority it was started with.
            var niceness = limits.Niceness ?? WorkNiceness.None;
            if (niceness != (_applied?.Niceness ?? WorkNiceness.None) && !ProcessPriority.TrySet(niceness))
                LimitsLog.PriorityRefused(log, niceness.ToString());
            _applied = limits;
        }
    }
}
