using Microsoft.Extensions.Logging;
using Recognize.Models.Jobs;
using Recognize.Models.Media;

namespace Recognize.Worker.Limits;

/// <summary>
/// Asked before heavy work is begun: whether the limits allow it now, and when they do. What was begun is finished.
/// Thread-safe.
/// </summary>
internal sealed class WorkGate(
    LimitsSource limits, HoldBackRules rules, CpuBudget processor, FileAdmission files, TimeProvider clock,
    ILogger<WorkGate> log)
{
    /// <summary>Readings of the machine are as old at most.</summary>
    private static readonly TimeSpan ReadingsHold = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan KeepEvery = TimeSpan.FromSeconds(2);

    // Monitor, and not Lock: threads wait in it for files to end.
    private readonly object _gate = new();
    private HoldBack? _holdBack;
    private WorkLimits? _judgedBy;
    private long? _judgedAt;
    private int _foregroundRuns;

    /// <summary>Files that may be in work at the same time, at least 1.</summary>
    public int Threads => LimitsSource.ThreadsOf(limits.Current);

    /// <summary>
    /// What the worker is doing, as far as files go: <see cref="WorkerStatus.Idle"/> does not know of coarse jobs.
    /// </summary>
    public WorkerStanding Standing
    {
        get
        {
            lock (_gate)
            {
                if (Judge() is { } held)
                    return new WorkerStanding(held.Status, held.Reason);
                return files.InWork > 0
                    ? new WorkerStanding(WorkerStatus.Working, files.Reason)
                    : new WorkerStanding(WorkerStatus.Idle, null);
            }
        }
    }

    /// <summary>Whether work may be taken now; reads the limits again when that is due.</summary>
    public async Task<bool> MayWorkAsync(CancellationToken cancellationToken)
    {
        await limits.RefreshAsync(cancellationToken);
        lock (_gate)
            return Judge() is null;
    }

    /// <summary>For coarse jobs: returns once heavy work may be begun or gone on with, and the processor has time for it.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var pause = LongestPause;
            if (await MayWorkAsync(cancellationToken))
            {
                lock (_gate)
                    pause = processor.Wait(limits.Current.Cores);
                if (pause == TimeSpan.Zero)
                    return;
            }
            await Task.Delay(pause < LongestPause ? pause : LongestPause, clock, cancellationToken);
        }
    }

    /// <summary>Waits until a file may be begun.</summary>
    /// <returns>Null when work is held back, or <paramref name="stop"/> came: the file is to be given back.</returns>
    public FilePass? EnterFile(MediaKind kind, long sizeBytes, CancellationToken stop)
    {
        var estimate = FileAdmission.Estimate(kind, sizeBytes);
        lock (_gate)
        {
            while (!stop.IsCancellationRequested)
            {
                if (Judge() is not null)
                    return null;
                var current = limits.Current;
                var pause = processor.Wait(current.Cores);
                if (pause == TimeSpan.Zero)
                {
                    if (files.TryEnter(current, LimitsSource.ThreadsOf(current), estimate))
                        return new FilePass(this, estimate);
                    pause = ReadingsHold;
                }
                // Files that end, time, and falling memory all open the gate.
                Monitor.Wait(_gate, pause < ReadingsHold ? pause + TimeSpan.FromMilliseconds(1) : ReadingsHold);
            }
            return null;
        }
    }

    /// <summary>Tells that a write failed because the disk is full, whatever the disk says of itself.</summary>
    public void WriteWasRefused()
    {
        lock (_gate)
        {
            rules.WriteWasRefused();
            _judgedAt = null;
        }
    }

    /// <summary>While it is held, a user waits for a run that was started by hand: quiet hours are not meant for it.</summary>
    public IDisposable InForeground()
    {
        Count(1);
        return new ForegroundRun(this);
    }

    /// <summary>Takes changes of the limits up while nobody asks, as when all files in work are long ones.</summary>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await MayWorkAsync(cancellationToken);
                await Task.Delay(KeepEvery, clock, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The run is over.
        }
    }

    internal void Leave(double estimateMiB)
    {
        lock (_gate)
        {
            files.Leave(estimateMiB);
            Monitor.PulseAll(_gate);
        }
    }

    private HoldBack? Judge()
    {
        var current = limits.Current;
        if (ReferenceEquals(current, _judgedBy) && _judgedAt is { } at && clock.GetElapsedTime(at) < ReadingsHold)
            return _holdBack;
        var before = _holdBack;
        _holdBack = rules.Judge(current, heedsQuietHours: _foregroundRuns == 0);
        _judgedBy = current;
        _judgedAt = clock.GetTimestamp();
        if (_holdBack is null && before is not null)
            LimitsLog.GoesOn(log);
        // A reason that only counts on is no news.
        else if (_holdBack is { } held && held.Status != before?.Status)
        {
            if (held.Status == WorkerStatus.Blocked)
                LimitsLog.Blocked(log, held.Reason);
            else
                LimitsLog.Yields(log, held.Reason);
        }
        return _holdBack;
    }

    private void Count(int runs)
    {
        lock (_gate)
        {
            _foregroundRuns += runs;
            _judgedAt = null;
        }
    }

    private sealed class ForegroundRun(WorkGate gate) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
                gate.Count(-1);
        }
    }
}
