namespace Recognize.Models.Faces.Grouping;

/// <summary>Sums up a person's settled faces, one sum for each look, so that new faces can be compared with them.</summary>
public sealed class FacetBuilder(GroupingOptions options, SimilarityLimits limits)
{
    private readonly SimilarityLimits _limits = options.LimitsFrom(limits);

    /// <summary>Makes the group that stands for a person in a grouping run.</summary>
    /// <param name="personId">The person.</param>
    /// <param name="members">All settled faces of the person, at least one; their order does not matter.</param>
    /// <param name="confirmed">Members that the owner confirmed: each counts even where it resembles no other.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">There is no member, or a vector is not finite and of unit length.</exception>
    public ExistingGroup Build(
        Guid personId,
        IReadOnlyList<GroupingFace> members,
        IReadOnlySet<Guid>? confirmed = null,
        CancellationToken cancellationToken = default)
    {
        if (members.Count == 0)
            throw new ArgumentException($"Person {personId} has no face.", nameof(members));
        foreach (var member in members)
            UnitVectors.Check(member, members[0].Embedding.Length);

        var ordered = members.OrderBy(face => face.OrderKey, StringComparer.Ordinal).ThenBy(face => face.Id).ToList();
        var good = ordered.Where(face => face.Quality >= options.MinFoundingQuality).ToArray();
        if (good.Length == 0)
            good = [.. ordered];

        var looks = Split(good, cancellationToken);
        // A face alone may be somebody else's, put here by mistake: it must not draw that person's faces in.
        var trusted = looks
            .Where(look => look.Count >= 2 || confirmed?.Contains(good[look.Members[0]].Id) == true)
            .ToList();
        var facets = trusted.Count > 0
            ? trusted.Select(look => new GroupFacet(look.Sum, look.Count))
            : [Sum(good)];
        return new ExistingGroup(personId, [.. facets], [.. members.Select(face => face.MediaId).Distinct()]);
    }

    private IReadOnlyList<Cluster> Split(GroupingFace[] faces, CancellationToken cancellationToken)
    {
        // The owner may have put two faces of one photo (a mirror, a collage) into one person: no photo bars here.
        var photos = Enumerable.Range(0, faces.Length).ToArray();
        var neighbours = NeighbourGraph.Build(
            new GraphInput(
                [.. faces.Select(face => face.Embedding)],
                [.. faces.Select(_ => true)],
                photos,
                Facets: [],
                options.Neighbours,
                _limits.Group,
                _limits.Group),
            options.MaxDegreeOfParallelism,
            cancellationToken);
        var nodes = faces.Select((face, node) => new Cluster
        {
            Sum = face.Embedding,
            Count = 1,
            Members = [node],
            Conflicts = [node],
            BarredPeople = [],
            Neighbours = neighbours[node],
        });
        return new Agglomeration(_limits, [.. nodes]).Run(cancellationToken);
    }

    private static GroupFacet Sum(GroupingFace[] faces)
    {
        var sum = new float[faces[0].Embedding.Length];
        foreach (var face in faces)
            System.Numerics.Tensors.TensorPrimitives.Add<float>(sum, face.Embedding, sum);
        return new GroupFacet(sum, faces.Length);
    }
}
