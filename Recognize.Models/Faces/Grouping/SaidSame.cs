namespace Recognize.Models.Faces.Grouping;

/// <summary>
/// Makes the sets of a run from what the user said is the same. Where the user's words contradict each other, faces stay
/// apart: a wrong pair mixes two people, a missing one is only asked for again.
/// </summary>
internal sealed class SaidSame
{
    private readonly GroupingRun _run;
    private readonly Dictionary<int, List<int>> _setOf = [];
    private readonly Dictionary<int, SortedDictionary<int, SettledPerson>> _peopleOf = [];
    private readonly List<Contradiction> _contradictions = [];

    private SaidSame(GroupingRun run) => _run = run;

    /// <summary>Sets in the order of their first faces; those that nobody can decide are left out.</summary>
    public static (IReadOnlyList<FaceSet> Sets, IReadOnlyList<Contradiction> Contradictions) Resolve(
        GroupingRun run, GroupingInput input, float minFoundingQuality)
    {
        var said = new SaidSame(run);
        foreach (var (first, second) in said.ReadLinks(input.SameFaces))
            said.Link(first, second);

        var sets = new List<FaceSet>(run.Faces.Length);
        for (var face = 0; face < run.Faces.Length; face++)
        {
            if (!said._setOf.TryGetValue(face, out var members))
            {
                sets.Add(FaceSet.Of(run, [face], minFoundingQuality));
            }
            else if (members.Min() == face)
            {
                members.Sort();
                var set = FaceSet.Of(run, [.. members], minFoundingQuality);
                if (said.TryTie(set, out var person))
                    sets.Add(set with { Person = person });
            }
        }
        return (sets, said._contradictions);
    }

    // The order of the links decides which of several contradictory words is followed, so it must not be the input's.
    private SortedSet<(int, int)> ReadLinks(IReadOnlyList<IReadOnlyCollection<Guid>> same)
    {
        var links = new SortedSet<(int, int)>();
        foreach (var ids in same)
        {
            var faces = ids.Select(_run.IndexOf).OfType<int>().Distinct().Order().ToList();
            foreach (var face in faces)
            {
                _setOf.TryAdd(face, [face]);
                links.Add((faces[0], face));
            }
            if (faces.Count == 0)
                continue;
            foreach (var person in ids.Select(_run.PersonOf).OfType<SettledPerson>())
            {
                if (!_peopleOf.TryGetValue(faces[0], out var people))
                    _peopleOf.Add(faces[0], people = []);
                people[person.Index] = person;
            }
        }
        return links;
    }

    private void Link(int first, int second)
    {
        var (a, b) = (_setOf[first], _setOf[second]);
        if (ReferenceEquals(a, b))
            return;
        if (a.Any(face => _run.DifferentFrom(face).Any(pair => _setOf.GetValueOrDefault(pair.Face) == b)))
        {
            Report(ContradictionKind.SameAndDifferent, first, _run.Faces[second].Id);
            return;
        }
        var (large, small) = a.Count >= b.Count ? (a, b) : (b, a);
        large.AddRange(small);
        foreach (var face in small)
            _setOf[face] = large;
    }

    /// <returns>False when the set is said to be two people: then it has to wait.</returns>
    private bool TryTie(FaceSet set, out SettledPerson? person)
    {
        person = null;
        var people = set.Faces
            .SelectMany(face => _peopleOf.TryGetValue(face, out var named) ? named.Values.AsEnumerable() : [])
            .DistinctBy(named => named.Index).OrderBy(named => named.Index).ToList();
        foreach (var named in people.Where(named => Array.BinarySearch(set.BarredPeople, named.Index) >= 0))
            Report(ContradictionKind.SameAndRejected, set.Faces[0], named.Id);
        people.RemoveAll(named => Array.BinarySearch(set.BarredPeople, named.Index) >= 0);
        if (people.Count == 0)
            return true;
        if (people.Count > 1)
        {
            Report(ContradictionKind.SameAsTwoPeople, set.Faces[0], people[1].Id);
            return false;
        }
        // A photo that both are in does not count against the user's word; a pair said to be different does.
        foreach (var face in set.Faces)
            foreach (var (other, number) in _run.DifferentFrom(face))
                if (people[0].Conflicts.Contains(number))
                {
                    Report(ContradictionKind.SameAndDifferent, face, _run.Faces[other].Id);
                    return true;
                }
        person = people[0];
        person.Conflicts.UnionWith(set.Conflicts);
        return true;
    }

    private void Report(ContradictionKind kind, int face, Guid other) =>
        _contradictions.Add(new Contradiction(kind, _run.Faces[face].Id, other));
}
