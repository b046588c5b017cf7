namespace Recognize.Worker.Analysis;

/// <summary>The files that this worker has claimed and not yet stored.</summary>
internal sealed class WorkInHand
{
    private readonly Lock _lock = new();
    private readonly HashSet<Guid> _ids = [];
    private readonly WorkBell _changed = new();

    public bool IsEmpty => Count == 0;

    public int Count
    {
        get
        {
            lock (_lock)
                return _ids.Count;
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
        lock (_lock)
            _ids.Remove(mediaId);
        _changed.Ring();
    }

    /// <summary>Returns when some file was stored, or after <paramref name="longest"/>.</summary>
    public Task WhenChangedAsync(TimeSpan longest, TimeProvider clock, CancellationToken cancellationToken) =>
        WorkBell.WaitAsync(_changed.Next, longest, clock, cancellationToken);
}
