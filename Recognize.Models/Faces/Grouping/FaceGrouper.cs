using System.Numerics.Tensors;

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
    /// <param name="limits">How alike faces of the embedder in use must be.</param>
    /// <exception cref="ArgumentException">A setting is out of range; the message names it.</exception>
    public FaceGrouper(GroupingOptions options, SimilarityLimits limits)
    {
        options.Validate();
        limits.Validate();
        _options = options;
        _limits = limits;
    }

    /// <summary>
    /// Groups new and waiting faces. Settled faces never move, existing people are never merged or split, two faces
    /// of one photo never share a group, and a rejected pair never comes back.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// A vector is empty, not finite, not of unit length or of another length than the rest, or an id occurs twice.
    /// </exception>
    public GroupingResult Group(GroupingInput input, CancellationToken cancellationToken = default)
    {
        var newFaces = input.NewFaces.Select(face => face.Id).ToHashSet();
        var faces = input.NewFaces.Concat(input.WaitingFaces)
            .OrderBy(face => face.OrderKey, StringComparer.Ordinal).ThenBy(face => face.Id).ToArray();
        Check(faces, input.ExistingGroups);

        var founding = faces.Where(face => face.Quality >= _options.MinFoundingQuality).ToArray();
        var run = new GroupingRun(faces, input);
        var clusters = Agglomerate(founding, newFaces, run, cancellationToken);
        var groups = clusters.Where(cluster => cluster.Person is not null || cluster.Count >= 2).ToList();

        var attachment = new PoorFaceAttachment(_limits, _options.MaxDegreeOfParallelism, groups, run);
        var poor = faces.Where(face => face.Quality < _options.MinFoundingQuality).ToArray();
        var attached = attachment.Attach(poor, cancellationToken);
        return Describe(faces, founding, groups, attached);
    }

    private IReadOnlyList<Cluster> Agglomerate(
        GroupingFace[] founding, HashSet<Guid> newFaces, GroupingRun run, CancellationToken cancellationToken)
    {
        var nodes = new Cluster[founding.Length + run.Facets.Count];
        var photos = founding.Select(run.PhotoOf).ToArray();
        var neighbours = NeighbourGraph.Build(
            new GraphInput(
                Faces: [.. founding.Select(face => face.Embedding)],
                IsNew: [.. founding.Select(face => newFaces.Contains(face.Id))],
                Photos: photos,
                Facets: [.. run.Facets.Select(facet => Mean(facet.Facet))],
                Neighbours: _options.Neighbours,
                // A mean that reaches the limit has a pair that does, so nothing below it needs to be kept; with
                // people, pairs a margin lower still matter as runners-up.
                Floor: _limits.Group,
                FacetFloor: _limits.Group - _limits.Margin),
            _options.MaxDegreeOfParallelism,
            cancellationToken);

        for (var node = 0; node < founding.Length; node++)
            nodes[node] = new Cluster
            {
                Sum = founding[node].Embedding,
                Count = 1,
                Members = [node],
                Photos = [photos[node]],
                BarredPeople = run.PeopleBarredFor(founding[node]),
                Neighbours = neighbours[node],
            };
        for (var i = 0; i < run.Facets.Count; i++)
            nodes[founding.Length + i] = new Cluster
            {
                Sum = run.Facets[i].Facet.Sum,
                Count = run.Facets[i].Facet.Count,
                Members = [],
                Photos = [],
                BarredPeople = [],
                Person = run.Facets[i].Person,
                Neighbours = neighbours[founding.Length + i],
            };
        return new Agglomeration(_limits, nodes).Run(cancellationToken);
    }

    private static GroupingResult Describe(
        GroupingFace[] faces, GroupingFace[] founding, List<Cluster> groups, IReadOnlyList<AttachedFace> attached)
    {
        var newGroups = new List<List<GroupingFace>>();
        var placements = new Dictionary<Guid, FacePlacement>();
        var indexOf = new Dictionary<Cluster, int>();
        foreach (var group in groups)
        {
            if (group.Person is null)
            {
                indexOf[group] = newGroups.Count;
                newGroups.Add([.. group.Members.Order().Select(member => founding[member])]);
            }
            foreach (var member in group.Members)
            {
                var face = founding[member];
                var similarity = MeanToOthers(face.Embedding, group);
                placements[face.Id] = Place(face, group, similarity);
            }
        }
        foreach (var (face, group, similarity) in attached)
        {
            if (group.Person is null)
                newGroups[indexOf[group]].Add(face);
            placements[face.Id] = Place(face, group, similarity);
        }

        return new GroupingResult(
            [.. faces.Where(face => placements.ContainsKey(face.Id)).Select(face => placements[face.Id])],
            [.. newGroups.Select(group => (IReadOnlyList<Guid>)[.. group.Select(face => face.Id)])],
            [.. faces.Where(face => !placements.ContainsKey(face.Id)).Select(face => face.Id)]);

        FacePlacement Place(GroupingFace face, Cluster group, float similarity) => group.Person is { } person
            ? new FacePlacement(face.Id, person.Id, null, similarity)
            : new FacePlacement(face.Id, null, indexOf[group], similarity);
    }

    private static float MeanToOthers(float[] embedding, Cluster group) =>
        (TensorPrimitives.Dot<float>(embedding, group.Sum) - TensorPrimitives.Dot<float>(embedding, embedding))
        / (group.Count - 1);

    private static float[] Mean(GroupFacet facet)
    {
        var mean = new float[facet.Sum.Length];
        TensorPrimitives.Divide(facet.Sum, facet.Count, mean);
        return mean;
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
