namespace Recognize.Models.Faces.Grouping;

/// <summary>
/// Puts new faces into existing people or new groups. Pure and deterministic: no state, no clock, and a result that
/// does not depend on the order of the input. Safe for concurrent use.
/// </summary>
public sealed class FaceGrouper
{
    private readonly GroupingOptions _options;
    private readonly SimilarityLimits _limits;

    /// <param name="options">How to work.</param>
    /// <param name="limits">How alike faces of the embedder in use must be, before the options shift them.</param>
    /// <exception cref="ArgumentException">A setting is out of range; the message names it.</exception>
    public FaceGrouper(GroupingOptions options, SimilarityLimits limits)
    {
        options.Validate();
        _options = options;
        _limits = options.LimitsFrom(limits);
    }

    /// <summary>
    /// Groups new and waiting faces. Settled faces never move, existing people are never merged or split, two faces
    /// of one photo never share a group, and a rejected pair never comes back. What the user said is the same or different
    /// holds for whatever such faces are grouped with.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// A vector is empty, not finite, not of unit length or of another length than the rest, an id occurs twice, or a face
    /// is said to be different from itself.
    /// </exception>
    public GroupingResult Group(GroupingInput input, CancellationToken cancellationToken = default)
    {
        var newFaces = input.NewFaces.Select(face => face.Id).ToHashSet();
        var faces = input.NewFaces.Concat(input.WaitingFaces)
            .OrderBy(face => face.OrderKey, StringComparer.Ordinal).ThenBy(face => face.Id).ToArray();
        Check(faces, input.ExistingGroups);

        var limits = _limits.ForLibrary(input.LibraryFaces > 0
            ? input.LibraryFaces
            : faces.Length + input.ExistingGroups.Sum(group => group.Facets.Sum(facet => facet.Count)));
        var run = new GroupingRun(faces, input);
        var (sets, contradictions) = SaidSame.Resolve(run, input, _options.MinFoundingQuality);
        var founding = sets.Where(set => set.Founders > 0).ToArray();
        var clusters = Agglomerate(limits, founding, newFaces, run, cancellationToken);

        var groups = clusters.Where(cluster => cluster.Person is not null || IsGroup(cluster, founding)).ToList();
        var attachment = new LateAttachment(limits, _options.MaxDegreeOfParallelism, groups);
        var late = clusters
            .Where(cluster => cluster.Person is null && !IsGroup(cluster, founding))
            .SelectMany(cluster => cluster.Members.Select(set => founding[set]))
            .Concat(sets.Where(set => set.Founders == 0 && set.Person is null))
            .OrderBy(set => set.Faces[0])
            .ToArray();
        var attached = attachment.Attach(late, cancellationToken);

        var outcome = new GroupingOutcome(run, founding, _options.MinFoundingQuality);
        var lateTo = attached.ToLookup(other => other.Group, other => other.Set);
        foreach (var group in groups)
            outcome.Add(group, lateTo[group]);
        foreach (var set in sets.Where(set => set.Founders == 0 && set.Person is not null))
            outcome.AddTied(set);
        var placed = attached.Select(other => other.Set.Faces[0]).ToHashSet();
        foreach (var set in late.Where(set => set.IsSaid && !placed.Contains(set.Faces[0])))
            outcome.AddAlone(set);
        return outcome.Describe(contradictions);
    }

    private bool IsGroup(Cluster cluster, FaceSet[] founding) =>
        cluster.Count >= _options.MinGroupSize || cluster.Members.Exists(set => founding[set].IsSaid);

    private IReadOnlyList<Cluster> Agglomerate(
        SimilarityLimits limits, FaceSet[] founding, HashSet<Guid> newFaces, GroupingRun run, CancellationToken cancellationToken)
    {
        var faces = founding.SelectMany((set, node) => set.Faces
            .Where(face => run.Faces[face].Quality >= _options.MinFoundingQuality)
            .Select(face => (Face: face, Node: node))).ToArray();
        var graph = NeighbourGraph.Build(
            new GraphInput(
                Faces: [.. faces.Select(face => run.Faces[face.Face].Embedding)],
                IsNew: [.. faces.Select(face => newFaces.Contains(run.Faces[face.Face].Id))],
                Photos: [.. faces.Select(face => run.PhotoOf(face.Face))],
                Facets: [.. run.Facets.Select(facet => facet.Facet.Mean())],
                Neighbours: _options.Neighbours,
                // A mean that reaches the limit has a pair that does, so nothing below it needs to be kept; with
                // people, pairs a margin lower still matter as runners-up.
                Floor: limits.Group,
                FacetFloor: limits.Group - limits.Margin),
            _options.MaxDegreeOfParallelism,
            cancellationToken);
        var neighbours = FromFacesToSets(graph, faces, founding.Length);

        var nodes = new Cluster[founding.Length + run.Facets.Count];
        for (var node = 0; node < founding.Length; node++)
            nodes[node] = new Cluster
            {
                Sum = founding[node].Sum,
                Count = founding[node].Founders,
                Members = [node],
                Conflicts = founding[node].Conflicts,
                BarredPeople = founding[node].BarredPeople,
                Person = founding[node].Person,
                Neighbours = neighbours[node],
            };
        for (var i = 0; i < run.Facets.Count; i++)
            nodes[founding.Length + i] = new Cluster
            {
                Sum = run.Facets[i].Facet.Sum,
                Count = run.Facets[i].Facet.Count,
                Members = [],
                Conflicts = [],
                BarredPeople = [],
                Person = run.Facets[i].Person,
                Neighbours = neighbours[founding.Length + i],
            };
        return new Agglomeration(limits, nodes).Run(cancellationToken);
    }

    /// <summary>Sets are the nodes of linkage; most hold one face, and then nothing changes.</summary>
    private static List<int>[] FromFacesToSets(List<int>[] graph, (int Face, int Node)[] faces, int sets)
    {
        if (faces.Length == sets)
            return graph;
        var neighbours = new List<int>[sets + graph.Length - faces.Length];
        foreach (var group in Enumerable.Range(0, graph.Length).GroupBy(NodeOf))
            neighbours[group.Key] =
                [.. group.SelectMany(row => graph[row]).Select(NodeOf).Where(node => node != group.Key).Distinct().Order()];
        return neighbours;

        int NodeOf(int row) => row < faces.Length ? faces[row].Node : row - faces.Length + sets;
    }

    private static void Check(GroupingFace[] faces, IReadOnlyList<ExistingGroup> groups)
    {
        var ids = new HashSet<Guid>();
        var length = faces.Length > 0 ? faces[0].Embedding.Length : 0;
        foreach (var face in faces)
        {
            if (!ids.Add(face.Id))
                throw new ArgumentException($"Face {face.Id} is given twice.");
            UnitVectors.Check(face, length);
        }
        ids.Clear();
        foreach (var group in groups)
        {
            if (!ids.Add(group.PersonId))
                throw new ArgumentException($"Person {group.PersonId} is given twice.");
            if (group.Facets.Count == 0)
                throw new ArgumentException($"Person {group.PersonId} has no facet.");
            foreach (var facet in group.Facets)
                if (facet.Count < 1 || !UnitVectors.AreFinite(facet.Sum)
                    || (length > 0 && facet.Sum.Length != length))
                    throw new ArgumentException($"Person {group.PersonId} has an invalid facet.");
        }
    }
}
