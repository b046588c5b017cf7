namespace Recognize.Models.Faces.Grouping;

/// <summary>A cluster while agglomeration runs: one set of faces, sets merged so far, or a settled facet and what joined it.</summary>
internal sealed class Cluster
{
    // Below, one more face changes too much for a bound to spare anything.
    private const int LeastToGrow = 16;

    private Dictionary<int, ComparedPair>? _compared;

    /// <summary>Sum of unit vectors; shared with the caller until the first merge, so never changed in place.</summary>
    public required float[] Sum { get; set; }

    /// <summary>Vectors in the sum.</summary>
    public required int Count { get; set; }

    /// <summary>Sets of this run, by index; a facet's settled faces are not among them.</summary>
    public required List<int> Members { get; init; }

    /// <summary>
    /// Numbers of the photos of the members, and of pairs said to be different, sorted: clusters that share one are never
    /// merged. Empty for a facet, whose person keeps them.
    /// </summary>
    public required int[] Conflicts { get; set; }

    /// <summary>People that some member was rejected from, sorted.</summary>
    public required int[] BarredPeople { get; set; }

    /// <summary>The existing person, or null for a cluster of new faces only.</summary>
    public SettledPerson? Person { get; init; }

    /// <summary>Goes up with each merge: what was compared before no longer holds.</summary>
    public int Version { get; set; }

    /// <summary>The version in which the cluster's bounds were made; they hold up to <see cref="GrowsTo"/> vectors.</summary>
    public int Epoch { get; private set; }

    /// <summary>Vectors up to which the cluster stays in its epoch.</summary>
    public int GrowsTo { get; private set; }

    /// <summary>Whether the epoch outlasts another merge.</summary>
    public bool MayGrow => GrowsTo > Count;

    /// <summary>Nodes that may be merged with; may name clusters that were merged into others since.</summary>
    public required List<int> Neighbours { get; set; }

    /// <summary>Begins an epoch: all bounds are to be made anew.</summary>
    public void StartEpoch()
    {
        Epoch = Version;
        GrowsTo = Count + (Count < LeastToGrow ? 0 : (int)Math.Sqrt(Count));
        _compared = null;
    }

    /// <summary>Whether a pair was compared since either cluster changed, as far as this one keeps track.</summary>
    public bool HasCompared(int otherNode, Cluster other) =>
        _compared is not null && _compared.TryGetValue(otherNode, out var compared) && compared.Version == other.Version;

    /// <summary>Keeps the bound of a pair that was compared, for when this cluster has grown within its epoch.</summary>
    public void Remember(int otherNode, Cluster other, float bound)
    {
        if (MayGrow)
            (_compared ??= [])[otherNode] = new ComparedPair(bound, other.Version, other.Epoch);
    }

    /// <summary>The pairs compared before the last merge.</summary>
    public IReadOnlyDictionary<int, ComparedPair> TakeCompared()
    {
        var taken = _compared ?? [];
        _compared = null;
        return taken;
    }
}

/// <summary>A cluster that another one was compared with.</summary>
/// <param name="Bound">The greatest surplus that the two can have in their epochs.</param>
/// <param name="Version">The cluster's version when it was compared.</param>
/// <param name="Epoch">The cluster's epoch then.</param>
internal readonly record struct ComparedPair(float Bound, int Version, int Epoch);

/// <summary>What the facets of one existing person share.</summary>
/// <param name="Index">Position among the people of the run, ordered by id.</param>
/// <param name="Id">The person's id.</param>
/// <param name="Conflicts">Photos of the run that have a face of the person, and pairs said to be different with one there.</param>
internal sealed record SettledPerson(int Index, Guid Id, HashSet<int> Conflicts);
