using System.Numerics.Tensors;

namespace Recognize.Models.Faces.Grouping;

/// <summary>Collects where the faces of a run go, and describes it by ids.</summary>
internal sealed class GroupingOutcome(GroupingRun run, FaceSet[] founding, float minFoundingQuality)
{
    private readonly List<NewGroup> _newGroups = [];
    private readonly Dictionary<int, (SettledPerson? Person, NewGroup? Group, float Similarity)> _places = [];
    private readonly ILookup<SettledPerson, GroupFacet> _facets =
        run.Facets.ToLookup(facet => facet.Person, facet => facet.Facet);

    /// <summary>A finished cluster, and what was attached to it late in the order it came.</summary>
    public void Add(Cluster cluster, IEnumerable<FaceSet> late)
    {
        var members = cluster.Members.Order().SelectMany(set => founding[set].Faces).ToList();
        var lateFaces = late.SelectMany(set => set.Faces).ToHashSet();
        if (cluster.Person is { } person)
        {
            foreach (var set in cluster.Members.Select(set => founding[set]).Where(set => set.Person is not null))
                AddTied(set);
            foreach (var face in members.Concat(lateFaces))
                _places.TryAdd(face, (person, null, Similarity(face)));
            return;
        }
        members.Sort();
        var group = new NewGroup(members[0], [.. members, .. lateFaces]);
        _newGroups.Add(group);
        foreach (var face in group.Faces)
            _places[face] = (null, group, Similarity(face));

        float Similarity(int face) => MeanToOthers(
            face, cluster.Sum, cluster.Count,
            isInSum: run.Faces[face].Quality >= minFoundingQuality && !lateFaces.Contains(face));
    }

    /// <summary>A set that the user said is a person: as similar as it is to the person's look that is most like it.</summary>
    public void AddTied(FaceSet set)
    {
        foreach (var face in set.Faces)
            _places[face] = (set.Person, null, _facets[set.Person!]
                .Max(facet => TensorPrimitives.Dot<float>(run.Faces[face].Embedding, facet.Sum) / facet.Count));
    }

    /// <summary>A set that the user said is one person, and that resembles nobody else.</summary>
    public void AddAlone(FaceSet set)
    {
        var group = new NewGroup(set.Faces[0], [.. set.Faces]);
        _newGroups.Add(group);
        foreach (var face in set.Faces)
            _places[face] = (null, group, MeanToOthers(face, set.Sum, set.Faces.Length, isInSum: true));
    }

    public GroupingResult Describe(IReadOnlyList<Contradiction> contradictions)
    {
        _newGroups.Sort((a, b) => a.First.CompareTo(b.First));
        var indexOf = _newGroups.Select((group, index) => (group, index)).ToDictionary(pair => pair.group, pair => pair.index);
        return new GroupingResult(
            [.. _places.OrderBy(place => place.Key).Select(place => new FacePlacement(
                run.Faces[place.Key].Id,
                place.Value.Person?.Id,
                place.Value.Group is { } group ? indexOf[group] : null,
                place.Value.Similarity))],
            [.. _newGroups.Select(group => (IReadOnlyList<Guid>)[.. group.Faces.Select(face => run.Faces[face].Id)])],
            [.. Enumerable.Range(0, run.Faces.Length).Where(face => !_places.ContainsKey(face)).Select(face => run.Faces[face].Id)],
            contradictions);
    }

    private float MeanToOthers(int face, float[] sum, int count, bool isInSum)
    {
        var vector = run.Faces[face].Embedding;
        var total = TensorPrimitives.Dot<float>(vector, sum);
        if (!isInSum)
            return total / count;
        // Alone in the sum, as the one good face of a set that the user made, it is its own measure.
        return count == 1 ? total : (total - TensorPrimitives.Dot<float>(vector, vector)) / (count - 1);
    }

    private sealed record NewGroup(int First, List<int> Faces);
}
