using System.Numerics.Tensors;

namespace Recognize.Models.Faces.Grouping;

/// <summary>
/// Average-linkage merging over a neighbour graph: the pair that exceeds its limit by most is merged first, until no
/// pair reaches its limit. Mean similarities are exact, from sums of vectors; the graph only says which pairs to look at.
/// </summary>
/// <remarks>
/// What bars a pair (a shared conflict, a rejection, two existing people) stays true for whatever the two are merged
/// into, so a barred edge is dropped for good and the rules hold transitively.
/// </remarks>
internal sealed class Agglomeration
{
    private readonly SimilarityLimits _limits;
    private readonly Cluster?[] _clusters;
    private readonly int[] _mergedInto;
    private readonly int[] _seenAt;
    // The candidate is its own priority: millions of them are the largest thing in memory, so none is held twice.
    private readonly PriorityQueue<byte, Candidate> _queue = new();
    private int _seen;
    private int _compactAt;

    /// <param name="limits">When to merge.</param>
    /// <param name="clusters">One for each node, in the order that decides ties; changed while running.</param>
    public Agglomeration(SimilarityLimits limits, Cluster[] clusters)
    {
        _limits = limits;
        _clusters = clusters;
        _mergedInto = new int[clusters.Length];
        _seenAt = new int[clusters.Length];
        for (var node = 0; node < clusters.Length; node++)
            _mergedInto[node] = node;
    }

    /// <summary>Merges until nothing more fits; returns the clusters that are left, in node order.</summary>
    public IReadOnlyList<Cluster> Run(CancellationToken cancellationToken)
    {
        // Room for all edges at once: a queue that grows by doubling would for a moment be there three times.
        _queue.EnsureCapacity((int)(_clusters.Sum(cluster => (long)cluster!.Neighbours.Count) / 2));
        for (var node = 0; node < _clusters.Length; node++)
            foreach (var other in _clusters[node]!.Neighbours)
                if (other > node)
                    Consider(node, other);
        _compactAt = Math.Max(1 << 16, 2 * _queue.Count);

        while (_queue.TryDequeue(out _, out var candidate))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (IsStale(candidate))
                continue;
            var (first, second) = (_clusters[candidate.First]!, _clusters[candidate.Second]!);
            // A person's conflicts also grow through the person's other facets, which leaves this version as it was.
            if (IsBarred(first, second) || !StandsOut(first, second))
                continue;
            Merge(candidate.First, candidate.Second);
            if (_queue.Count > _compactAt)
                Compact();
        }
        return _clusters.OfType<Cluster>().ToList();
    }

    private void Consider(int a, int b)
    {
        var (first, second) = a < b ? (a, b) : (b, a);
        var (x, y) = (_clusters[first]!, _clusters[second]!);
        var needed = x.Person is null && y.Person is null
            ? _limits.Needed(x.Count, y.Count)
            : _limits.NeededToJoin(x.Count, y.Count);
        var surplus = Similarity(x, y) - needed;
        if (surplus < 0)
            return;
        var candidate = new Candidate(surplus, first, second, x.Version, y.Version);
        _queue.Enqueue(0, candidate);
    }

    private void Merge(int a, int b)
    {
        // Settled facets come after all faces: they keep their node; among faces the earlier order key does.
        var (kept, gone) = _clusters[a]!.Person is null && _clusters[b]!.Person is not null ? (b, a) : (a, b);
        var (target, source) = (_clusters[kept]!, _clusters[gone]!);

        var sum = new float[target.Sum.Length];
        TensorPrimitives.Add<float>(target.Sum, source.Sum, sum);
        target.Sum = sum;
        target.Count += source.Count;
        target.Members.AddRange(source.Members);
        target.Version++;
        if (target.Person is { } person)
        {
            person.Conflicts.UnionWith(source.Conflicts);
        }
        else
        {
            target.Conflicts = SortedSets.Union(target.Conflicts, source.Conflicts);
            target.BarredPeople = SortedSets.Union(target.BarredPeople, source.BarredPeople);
        }

        _clusters[gone] = null;
        _mergedInto[gone] = kept;
        target.Neighbours = LiveNeighbours(kept, target, source);
        foreach (var neighbour in target.Neighbours)
            Consider(kept, neighbour);
    }

    private bool IsStale(Candidate candidate) =>
        _clusters[candidate.First]?.Version != candidate.FirstVersion
        || _clusters[candidate.Second]?.Version != candidate.SecondVersion;

    // Every merge leaves the entries of two older clusters behind; without this the queue, not the graph, would be
    // what memory is spent on.
    private void Compact()
    {
        var live = new List<(byte, Candidate)>(_queue.UnorderedItems.Count(item => !IsStale(item.Priority)));
        live.AddRange(_queue.UnorderedItems.Where(item => !IsStale(item.Priority)));
        _queue.Clear();
        _queue.EnqueueRange(live);
        _compactAt = Math.Max(_compactAt, 2 * live.Count);
    }

    private List<int> LiveNeighbours(int node, Cluster target, Cluster source)
    {
        var live = new List<int>();
        _seen++;
        _seenAt[node] = _seen;
        foreach (var list in (List<int>[])[target.Neighbours, source.Neighbours])
            foreach (var old in list)
            {
                var neighbour = Find(old);
                if (_seenAt[neighbour] == _seen)
                    continue;
                _seenAt[neighbour] = _seen;
                if (!IsBarred(target, _clusters[neighbour]!))
                    live.Add(neighbour);
            }
        return live;
    }

    private int Find(int node)
    {
        while (_mergedInto[node] != node)
        {
            _mergedInto[node] = _mergedInto[_mergedInto[node]];
            node = _mergedInto[node];
        }
        return node;
    }

    /// <summary>New faces join an existing person only if no other person that they might be comes close.</summary>
    private bool StandsOut(Cluster first, Cluster second)
    {
        var (joining, settled) = first.Person is null ? (first, second) : (second, first);
        if (settled.Person is not { } person)
            return true;
        var similarity = Similarity(joining, settled);
        foreach (var node in joining.Neighbours)
        {
            var other = _clusters[Find(node)]!;
            if (other.Person is { } rival && rival != person && !IsBarred(joining, other)
                && Similarity(joining, other) > similarity - _limits.Margin)
                return false;
        }
        return true;
    }

    private static float Similarity(Cluster a, Cluster b) =>
        TensorPrimitives.Dot<float>(a.Sum, b.Sum) / ((float)a.Count * b.Count);

    private static bool IsBarred(Cluster a, Cluster b) => (a.Person, b.Person) switch
    {
        (null, null) => SortedSets.Overlap(a.Conflicts, b.Conflicts),
        ({ } person, null) => IsBarred(b, person),
        (null, { } person) => IsBarred(a, person),
        _ => true,
    };

    private static bool IsBarred(Cluster faces, SettledPerson person) =>
        Array.BinarySearch(faces.BarredPeople, person.Index) >= 0 || faces.Conflicts.Any(person.Conflicts.Contains);

    /// <summary>A pair that may be merged; the greater surplus comes first, then the earlier nodes.</summary>
    private readonly record struct Candidate(
        float Surplus, int First, int Second, int FirstVersion, int SecondVersion) : IComparable<Candidate>
    {
        public int CompareTo(Candidate other)
        {
            var order = other.Surplus.CompareTo(Surplus);
            if (order == 0)
                order = First.CompareTo(other.First);
            return order == 0 ? Second.CompareTo(other.Second) : order;
        }
    }
}
