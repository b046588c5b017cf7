using Recognize.Models.Faces.Index;

namespace Recognize.Models.Faces.Grouping;

/// <summary>A set of faces and the finished group it was attached to.</summary>
internal sealed record AttachedSet(FaceSet Set, Cluster Group);

/// <summary>
/// Attaches what linkage left over, and faces of poor quality, to finished groups that they clearly resemble. They are
/// compared with the direction in which a group's faces lie, and never enter its sum: blurred faces, which resemble each
/// other, cannot draw people together, and no face joins because of one that came late.
/// </summary>
internal sealed class LateAttachment
{
    private readonly SimilarityLimits _limits;
    private readonly int _degreeOfParallelism;
    private readonly IReadOnlyList<Cluster> _groups;
    private readonly float[][] _directions;
    private readonly Dictionary<object, HashSet<int>> _conflicts;

    public LateAttachment(SimilarityLimits limits, int degreeOfParallelism, IReadOnlyList<Cluster> groups)
    {
        _limits = limits;
        _degreeOfParallelism = degreeOfParallelism;
        _groups = groups;
        _directions = [.. groups.Select(group => UnitVectors.DirectionOf(group.Sum))];
        _conflicts = groups.GroupBy(Owner).ToDictionary(
            facets => facets.Key,
            facets => facets.First().Person?.Conflicts ?? [.. facets.First().Conflicts]);
    }

    /// <summary>Places what can be placed, most similar first; <paramref name="sets"/> are in order of their first face.</summary>
    public IReadOnlyList<AttachedSet> Attach(IReadOnlyList<FaceSet> sets, CancellationToken cancellationToken)
    {
        var candidates = FindCandidates(sets, cancellationToken);

        var queue = new PriorityQueue<int, (float, int)>();
        for (var set = 0; set < sets.Count; set++)
            Queue(set);

        var attached = new List<AttachedSet>();
        while (queue.TryDequeue(out var set, out _))
        {
            var best = candidates[set][0];
            if (IsTaken(best.Group, sets[set]))
            {
                // Another face of the photo was more like this group; the next best has to stand out by itself.
                candidates[set].RemoveAll(candidate => Owner(candidate.Group) == Owner(best.Group));
                Queue(set);
                continue;
            }
            if (!StandsOut(candidates[set], sets[set]))
                continue;
            _conflicts[Owner(best.Group)].UnionWith(sets[set].Conflicts);
            attached.Add(new AttachedSet(sets[set], best.Group));
        }
        return attached;

        void Queue(int set)
        {
            if (candidates[set].Count > 0 && candidates[set][0].Similarity >= _limits.NeededToAttach(candidates[set][0].Group.Person is not null))
                queue.Enqueue(set, (-candidates[set][0].Similarity, set));
        }
    }

    /// <summary>Groups that might be a set's, or come close enough to make it doubtful; the most similar first.</summary>
    private List<Candidate>[] FindCandidates(IReadOnlyList<FaceSet> sets, CancellationToken cancellationToken)
    {
        var candidates = new List<Candidate>[sets.Count];
        for (var set = 0; set < candidates.Length; set++)
            candidates[set] = [];
        PairSearch.Between(
            sets.Select(set => UnitVectors.DirectionOf(set.Sum)).ToArray(),
            _directions,
            _limits.Attach - _limits.Margin,
            (set, group, similarity) =>
            {
                if (IsTaken(_groups[group], sets[set])
                    || (_groups[group].Person is { } person && Array.BinarySearch(sets[set].BarredPeople, person.Index) >= 0))
                    return;
                lock (candidates[set])
                    candidates[set].Add(new Candidate(_groups[group], similarity, group));
            },
            _degreeOfParallelism,
            cancellationToken);
        foreach (var list in candidates)
            list.Sort((a, b) => (b.Similarity, a.Index).CompareTo((a.Similarity, b.Index)));
        return candidates;
    }

    private bool StandsOut(List<Candidate> candidates, FaceSet set) => !candidates.Exists(candidate =>
        Owner(candidate.Group) != Owner(candidates[0].Group)
        && candidate.Similarity > candidates[0].Similarity - _limits.Margin
        && !IsTaken(candidate.Group, set));

    private bool IsTaken(Cluster group, FaceSet set) => set.Conflicts.Any(_conflicts[Owner(group)].Contains);

    private static object Owner(Cluster group) => (object?)group.Person ?? group;

    private readonly record struct Candidate(Cluster Group, float Similarity, int Index);
}
