using System.Numerics.Tensors;

namespace Recognize.Models.Faces.Grouping;

/// <summary>
/// Average-linkage merging over a neighbour graph: the pair that exceeds its limit by most is merged first, until no
/// pair reaches its limit. Mean similarities are exact, from sums of vectors; the graph only says which pairs to look at.
/// </summary>
/// <remarks>
/// What bars a pair (a shared conflict, a rejection, two existing people) stays true for whatever the two are merged
/// into, so a barred edge is dropped for good and the rules hold transitively.
/// <para>
/// A large cluster hardly changes when it grows by one face, so its pairs are not compared anew each time: each waits with
/// a bound that holds for an epoch, until the cluster has grown by the square root of its size, and is compared when the
/// bound is the greatest left. The pairs are merged in the order that comparing all of them would give; n faces of one person
/// cost some n·√n comparisons, not n².
/// </para>
/// </remarks>
internal sealed class Agglomeration
{
    // Far more than what is lost in a sum of thousands of products, far less than what tells two pairs apart.
    private const float RoundingAllowance = 1e-4f;

    private readonly SimilarityLimits _limits;
    private readonly Cluster?[] _clusters;
    private readonly int[] _mergedInto;
    private readonly int[] _seenAt;
    private readonly CandidateQueue _queue;
    private int _seen;

    /// <param name="limits">When to merge.</param>
    /// <param name="clusters">One for each node, in the order that decides ties; changed while running.</param>
    public Agglomeration(SimilarityLimits limits, Cluster[] clusters)
    {
        _limits = limits;
        _clusters = clusters;
        _queue = new CandidateQueue(clusters);
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
        foreach (var cluster in _clusters)
            cluster!.StartEpoch();
        for (var node = 0; node < _clusters.Length; node++)
            foreach (var other in _clusters[node]!.Neighbours)
                if (other > node)
                    Consider(node, other);

        while (_queue.TryDequeue(out var candidate, out var isBound))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (first, second) = (_clusters[candidate.First]!, _clusters[candidate.Second]!);
            // A person's conflicts also grow through the person's other facets, which leaves this version as it was.
            if (IsBarred(first, second))
                continue;
            if (isBound)
                Compare(candidate.First, candidate.Second);
            else if (StandsOut(first, second))
                Merge(candidate.First, candidate.Second);
        }
        return _clusters.OfType<Cluster>().ToList();
    }

    /// <summary>Queues a pair that reaches its limit now, or may before one of the two starts a new epoch.</summary>
    private void Consider(int a, int b)
    {
        var (first, second) = a < b ? (a, b) : (b, a);
        var (x, y) = (_clusters[first]!, _clusters[second]!);
        var similarity = Similarity(x, y);
        if (x.MayGrow || y.MayGrow)
            _queue.EnqueueBound(Bound(x, y, similarity), first, second);
        else
            _queue.EnqueueExact(similarity - Needed(x, y, x.Count, y.Count), first, second);
    }

    /// <summary>Replaces a pair's bound by its surplus, until one of the two grows.</summary>
    private void Compare(int first, int second)
    {
        var (x, y) = (_clusters[first]!, _clusters[second]!);
        // Neighbours of what was merged into a cluster may have been its own before: the same pair twice.
        if (x.HasCompared(second, y) || y.HasCompared(first, x))
            return;
        var similarity = Similarity(x, y);
        var bound = Bound(x, y, similarity);
        x.Remember(second, y, bound);
        y.Remember(first, x, bound);
        _queue.EnqueueExact(similarity - Needed(x, y, x.Count, y.Count), first, second);
    }

    /// <summary>
    /// The greatest surplus that two clusters can have while neither exceeds its epoch: every pair of faces yet to come is
    /// taken for the same photo. Greatest when both are largest, as the known pairs then weigh least and least is needed.
    /// </summary>
    private float Bound(Cluster x, Cluster y, float similarity)
    {
        var known = (float)x.Count * y.Count / ((float)x.GrowsTo * y.GrowsTo);
        return 1 - ((1 - similarity) * known) - Needed(x, y, x.GrowsTo, y.GrowsTo) + RoundingAllowance;
    }

    private float Needed(Cluster x, Cluster y, int countX, int countY) => x.Person is null && y.Person is null
        ? _limits.Needed(countX, countY)
        : _limits.NeededToJoin(countX, countY);

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
        if (target.Count > target.GrowsTo)
        {
            target.StartEpoch();
            target.Neighbours = LiveNeighbours(kept, target, [target.Neighbours, source.Neighbours]);
            foreach (var neighbour in target.Neighbours)
                Consider(kept, neighbour);
            return;
        }
        foreach (var (other, compared) in target.TakeCompared())
            if (_clusters[other]?.Epoch == compared.Epoch)
                _queue.EnqueueBound(compared.Bound, Math.Min(kept, other), Math.Max(kept, other));
        foreach (var neighbour in LiveNeighbours(kept, target, [source.Neighbours]))
        {
            target.Neighbours.Add(neighbour);
            Consider(kept, neighbour);
        }
    }

    /// <summary>What the nodes of some lists are part of now, each once, without what the target may never be merged with.</summary>
    private List<int> LiveNeighbours(int node, Cluster target, ReadOnlySpan<List<int>> lists)
    {
        var live = new List<int>();
        _seen++;
        _seenAt[node] = _seen;
        foreach (var list in lists)
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
}
