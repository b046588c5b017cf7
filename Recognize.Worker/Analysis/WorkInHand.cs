namespace Recognize.Worker.Analysis;

/// <summary>The files that this worker has claimed and not yet stored.</summary>
internal sealed class WorkInHand
{
    private readonly Lock _lock = new();
    private readonly HashSet<Guid> _ids = [];
    private TaskCompletionSource _changed = NewSignal();

    public bool IsEmpty
    {
        get
        {
            lock (_lock)
                return _ids.Count == 0;
        }
    }

    public IReadOnlyCollection<Guid> Ids
    {
        get
        {
            lock (_lock)
                return [.. _ids];
        }
    }

    public void Add(Guid mediaId)
    {
        lock (_lock)
            _ids.Add(mediaId);
    }

    public void Remove(Guid mediaId)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _ids.Remove(mediaId);
            (changed, _changed) = (_changed, NewSignal());
        }
        changed.SetResult();
    }

    /// <summary>Returns when some file was stored, or after <paramref name="longest"/>.</summary>
    public async Task WhenChangedAsync(TimeSpan longest, TimeProvider clock, CancellationToken cancellationToken)
    {
        Task changed;
        lock (_lock)
            changed = _changed.Task;
        await Task.WhenAny(changed, Task.Delay(longest, clock, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
