namespace Recognize.Models.Faces.Grouping;

/// <summary>A cluster while agglomeration runs: one set of faces, sets merged so far, or a settled facet and what joined it.</summary>
internal sealed class Cluster
{
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

    /// <summary>Goes up with each merge: queue entries of older versions are stale.</summary>
    public int Version { get; set; }

    /// <summary>Nodes that may be merged with; may name clusters that were merged into others since.</summary>
    public required List<int> Neighbours { get; set; }
}

/// <summary>What the facets of one existing person share.</summary>
/// <param name="Index">Position among the people of the run, ordered by id.</param>
/// <param name="Id">The person's id.</param>
/// <param name="Conflicts">Photos of the run that have a face of the person, and pairs said to be different with one there.</param>
internal sealed record SettledPerson(int Index, Guid Id, HashSet<int> Conflicts);
