using System.Numerics.Tensors;
using Recognize.Models.Faces.Grouping;

namespace Recognize.Tests.Faces.Grouping.References;

/// <summary>
/// Average linkage with limits that depend on sizes, by comparing all clusters before every merge: of those that are
/// neighbours and that no photo bars, the two that exceed their limit by most are merged.
/// </summary>
internal static class GreedyLinkage
{
    /// <summary>The cluster of each face, named by its first face, or for the settled facet by -1.</summary>
    /// <param name="faces">New faces.</param>
    /// <param name="limits">When to merge.</param>
    /// <param name="neighbours">Neighbours of each face, and of the settled facet, which comes last; symmetric.</param>
    /// <param name="settled">One look of an existing person that faces may join, or null.</param>
    public static int[] Run(
        IReadOnlyList<GroupingFace> faces, SimilarityLimits limits, List<int>[] neighbours, GroupFacet? settled = null)
    {
        var clusters = faces.Select((face, index) => new Part([index], [face.MediaId], [.. neighbours[index]], 1, IsSettled: false)).ToList();
        var vectors = faces.Select(face => face.Embedding).ToList();
        if (settled is not null)
        {
            clusters.Add(new Part([faces.Count], [], [.. neighbours[^1]], settled.Count, IsSettled: true));
            vectors.Add(settled.Sum);
        }
        var sums = vectors.Select(a => vectors.Select(b => (double)TensorPrimitives.Dot<float>(a, b)).ToArray()).ToArray();
        var live = Enumerable.Range(0, clusters.Count).ToList();
        while (Best() is var (first, second, surplus) && surplus >= 0)
        {
            live.Remove(first);
            foreach (var other in live)
                sums[second][other] = sums[other][second] = sums[second][other] + sums[first][other];
            var (a, b) = (clusters[first], clusters[second]);
            clusters[second] = new Part(
                [.. a.Members, .. b.Members], [.. a.Photos, .. b.Photos], [.. a.Neighbours, .. b.Neighbours], a.Count + b.Count, a.IsSettled || b.IsSettled);
        }
        var names = new int[faces.Count];
        foreach (var cluster in live.Select(index => clusters[index]))
            foreach (var member in cluster.Members.Where(member => member < faces.Count))
                names[member] = cluster.IsSettled ? -1 : cluster.Members.Min();
        return names;

        (int First, int Second, double Surplus) Best()
        {
            var best = (First: -1, Second: -1, Surplus: -1.0);
            foreach (var first in live)
                foreach (var second in live.Where(second => second > first))
                    if (Surplus(first, second) is var surplus && surplus > best.Surplus
                        && clusters[first].Neighbours.Overlaps(clusters[second].Members)
                        && !clusters[first].Photos.Overlaps(clusters[second].Photos))
                        best = (first, second, surplus);
            return best;
        }

        double Surplus(int first, int second)
        {
            var (a, b) = (clusters[first], clusters[second]);
            var needed = a.IsSettled || b.IsSettled ? limits.NeededToJoin(a.Count, b.Count) : limits.Needed(a.Count, b.Count);
            return (sums[first][second] / ((double)a.Count * b.Count)) - needed;
        }
    }

    private sealed record Part(List<int> Members, HashSet<Guid> Photos, HashSet<int> Neighbours, int Count, bool IsSettled);
}
