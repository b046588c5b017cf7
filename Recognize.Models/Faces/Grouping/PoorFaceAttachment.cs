using System.Numerics.Tensors;

namespace Recognize.Models.Faces.Grouping;

/// <summary>A face of poor quality and the finished group it was attached to.</summary>
internal sealed record AttachedFace(GroupingFace Face, Cluster Group, float Similarity);

/// <summary>
/// Attaches faces of poor quality to finished groups that they clearly resemble. Their vectors never enter a group's
/// sum, so blurred faces, which resemble each other, cannot draw people together.
/// </summary>
internal sealed class PoorFaceAttachment(
    SimilarityLimits limits, int degreeOfParallelism, IReadOnlyList<Cluster> groups, GroupingRun run)
{
    private readonly Dictionary<object, HashSet<int>> _photos = groups
        .GroupBy(Owner)
        .ToDictionary(
            facets => facets.Key,
            facets => facets.First().Person?.Photos ?? [.. facets.First().Photos]);

    /// <summary>Places what can be placed, most similar first; <paramref name="faces"/> are in order of their key.</summary>
    public IReadOnlyList<AttachedFace> Attach(GroupingFace[] faces, CancellationToken cancellationToken)
    {
        var candidates = new List<Candidate>[faces.Length];
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = degreeOfParallelism,
            CancellationToken = cancellationToken,
        };
        Parallel.For(0, faces.Length, parallel, face => candidates[face] = FindCandidates(faces[face]));

        var queue = new PriorityQueue<int, (float, int)>();
        for (var face = 0; face < faces.Length; face++)
            Queue(face);

        var attached = new List<AttachedFace>();
        while (queue.TryDequeue(out var face, out _))
        {
            var photo = run.PhotoOf(faces[face]);
            var best = candidates[face][0];
            if (_photos[Owner(best.Group)].Contains(photo))
            {
                // Another face of the photo was more like this group; the next best has to stand out by itself.
                candidates[face].RemoveAll(candidate => Owner(candidate.Group) == Owner(best.Group));
                Queue(face);
                continue;
            }
            if (!StandsOut(candidates[face], photo))
                continue;
            _photos[Owner(best.Group)].Add(photo);
            attached.Add(new AttachedFace(faces[face], best.Group, best.Similarity));
        }
        return attached;

        void Queue(int face)
        {
            if (candidates[face].Count > 0 && candidates[face][0].Similarity >= limits.Attach)
                queue.Enqueue(face, (-candidates[face][0].Similarity, face));
        }
    }

    /// <summary>Groups that might be the face's, or come close enough to make it doubtful; the most similar first.</summary>
    private List<Candidate> FindCandidates(GroupingFace face)
    {
        var photo = run.PhotoOf(face);
        var barred = run.PeopleBarredFor(face);
        var candidates = new List<Candidate>();
        for (var i = 0; i < groups.Count; i++)
        {
            var group = groups[i];
            var similarity = TensorPrimitives.Dot<float>(face.Embedding, group.Sum) / group.Count;
            if (similarity < limits.Attach - limits.Margin || _photos[Owner(group)].Contains(photo))
                continue;
            if (group.Person is { } person && Array.BinarySearch(barred, person.Index) >= 0)
                continue;
            candidates.Add(new Candidate(group, similarity, i));
        }
        candidates.Sort((a, b) => (b.Similarity, a.Index).CompareTo((a.Similarity, b.Index)));
        return candidates;
    }

    private bool StandsOut(List<Candidate> candidates, int photo) => !candidates.Exists(candidate =>
        Owner(candidate.Group) != Owner(candidates[0].Group)
        && candidate.Similarity > candidates[0].Similarity - limits.Margin
        && !_photos[Owner(candidate.Group)].Contains(photo));

    private static object Owner(Cluster group) => (object?)group.Person ?? group;

    private readonly record struct Candidate(Cluster Group, float Similarity, int Index);
}
