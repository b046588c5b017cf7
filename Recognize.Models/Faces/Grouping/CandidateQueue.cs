namespace Recognize.Models.Faces.Grouping;

/// <summary>A pair of clusters that may be merged; the greater surplus comes first, then the earlier nodes.</summary>
/// <param name="Surplus">By how much the mean similarity exceeds what is needed, or what it will not exceed.</param>
/// <param name="First">The earlier node.</param>
/// <param name="Second">The later node.</param>
/// <param name="FirstStamp">Version of the first cluster, or, with a bound, its epoch.</param>
/// <param name="SecondStamp">The same of the second.</param>
internal readonly record struct Candidate(
    float Surplus, int First, int Second, int FirstStamp, int SecondStamp) : IComparable<Candidate>
{
    /// <inheritdoc/>
    public int CompareTo(Candidate other)
    {
        var order = other.Surplus.CompareTo(Surplus);
        if (order == 0)
            order = First.CompareTo(other.First);
        return order == 0 ? Second.CompareTo(other.Second) : order;
    }
}

/// <summary>
/// The pairs of clusters that reach their limit, or may: the greatest surplus first, and only those whose clusters are
/// still what they were.
/// </summary>
/// <param name="clusters">The cluster of each node, null once it was merged into another.</param>
internal sealed class CandidateQueue(Cluster?[] clusters)
{
    // Whether the surplus is a bound. The candidate is its own priority: millions of them are the largest thing in
    // memory, so none is held twice.
    private readonly PriorityQueue<bool, Candidate> _queue = new();
    private int _compactAt = 1 << 16;

    /// <summary>Makes room for so many candidates, as many as stay without being looked through for stale ones.</summary>
    public void EnsureCapacity(int candidates)
    {
        _queue.EnsureCapacity(candidates);
        _compactAt = Math.Max(_compactAt, candidates);
    }

    /// <summary>Adds a pair by its surplus, unless it misses its limit.</summary>
    public void EnqueueExact(float surplus, int first, int second)
    {
        if (surplus >= 0)
            _queue.Enqueue(false, new Candidate(surplus, first, second, clusters[first]!.Version, clusters[second]!.Version));
    }

    /// <summary>Adds a pair by a bound of its surplus, unless it can never reach its limit in this epoch.</summary>
    public void EnqueueBound(float bound, int first, int second)
    {
        if (bound >= 0)
            _queue.Enqueue(true, new Candidate(bound, first, second, clusters[first]!.Epoch, clusters[second]!.Epoch));
    }

    /// <summary>Takes the pair of the greatest surplus or bound.</summary>
    public bool TryDequeue(out Candidate candidate, out bool isBound)
    {
        if (_queue.Count > _compactAt)
            Compact();
        while (_queue.TryDequeue(out isBound, out candidate))
            if (!IsStale(candidate, isBound))
                return true;
        return false;
    }

    private bool IsStale(Candidate candidate, bool isBound) =>
        clusters[candidate.First] is not { } first || clusters[candidate.Second] is not { } second
        || candidate.FirstStamp != (isBound ? first.Epoch : first.Version)
        || candidate.SecondStamp != (isBound ? second.Epoch : second.Version);

    // Every merge leaves the entries of two older clusters behind; without this the queue, not the graph, would be
    // what memory is spent on.
    private void Compact()
    {
        var live = new List<(bool, Candidate)>(_queue.UnorderedItems.Count(item => !IsStale(item.Priority, item.Element)));
        live.AddRange(_queue.UnorderedItems.Where(item => !IsStale(item.Priority, item.Element)));
        _queue.Clear();
        _queue.EnqueueRange(live);
        _compactAt = Math.Max(_compactAt, 2 * live.Count);
    }
}
