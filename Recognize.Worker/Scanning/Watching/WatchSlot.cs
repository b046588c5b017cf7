namespace Recognize.Worker.Scanning.Watching;

/// <summary>What this process knows of watching one library: the watch under way, or the pause after one that failed.</summary>
internal sealed class WatchSlot(WatchOptions options, TimeProvider clock)
{
    private CancellationTokenSource? _stop;

    private LibraryWatch? _watch;

    private Task<string?>? _running;

    private string? _notice;

    private DateTimeOffset _noticedAt;

    private long _startedAt;

    private long _endedAt;

    private TimeSpan _pause;

    private TimeSpan _nextPause = options.FirstPause;

    private (string? Problem, bool IsWatched)? _reported;

    private long _reportedAt;

    /// <summary>Whether nothing has been tried yet.</summary>
    public bool IsFresh { get; private set; } = true;

    public bool IsRunning => _running is not null;

    public bool HasEnded => _running is { IsCompleted: true };

    public bool IsDue => _running is null && clock.GetElapsedTime(_endedAt) >= _pause;

    /// <summary>Completes when the watch ends; never fails. Null while there is none.</summary>
    public Task? Running => _running;

    public void Start(LibraryWatch watch, CancellationToken cancellationToken)
    {
        IsFresh = false;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _watch = watch;
        _startedAt = clock.GetTimestamp();
        _running = watch.RunAsync(_stop.Token);
    }

    /// <summary>Takes note of how a watch ended, and rests the longer the more often it failed lately.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled from outside.</exception>
    public async Task EndAsync()
    {
        var running = _running!;
        try
        {
            var problem = await running;
            Rest(problem);
        }
        finally
        {
            _running = null;
            _watch = null;
            _stop!.Dispose();
        }
    }

    /// <summary>Ends the watch because it is wanted no longer.</summary>
    public async Task StopAsync()
    {
        if (_running is null)
            return;
        await _stop!.CancelAsync();
        await ((Task)_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _running = null;
        _watch = null;
        _stop.Dispose();
    }

    public void Rest(string? problem)
    {
        _endedAt = clock.GetTimestamp();
        if (problem is null)
        {
            _pause = TimeSpan.Zero;
            return;
        }
        if (clock.GetElapsedTime(_startedAt) > options.LongestPauseForFolder)
            _nextPause = options.FirstPause;
        var longest = problem == WatchProblems.FolderMissing ? options.LongestPauseForFolder : options.LongestPause;
        _pause = _nextPause < longest ? _nextPause : longest;
        _nextPause = _pause * 2;
        (_notice, _noticedAt) = (problem, clock.GetUtcNow());
    }

    /// <summary>What the library's row should say, or null when it says so already and lately.</summary>
    public (string? Problem, bool IsWatched)? NextReport(DateTimeOffset? lastScanAt)
    {
        // One that is only beginning may fail yet.
        if (_watch is { IsWatching: false })
            return null;
        // What was missed is made good by a full scan that began after it.
        if (IsRunning && (_notice != WatchProblems.Overflow || lastScanAt > _noticedAt))
            _notice = null;
        var report = (_watch?.Problem ?? _notice, IsRunning);
        if (_reported == report && (!IsRunning || clock.GetElapsedTime(_reportedAt) < options.Heartbeat))
            return null;
        (_reported, _reportedAt) = (report, clock.GetTimestamp());
        return report;
    }

    /// <summary>Another process may have written to the row since.</summary>
    public void ForgetReport() => _reported = null;
}
