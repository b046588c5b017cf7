namespace Recognize.Tests.Faces.Grouping.References;

/// <summary>Plain average linkage with one limit: the two clusters with the greatest mean similarity are merged.</summary>
internal static class AverageLinkage
{
    /// <summary>Cluster numbers by face; a face that nothing resembles is alone in its cluster.</summary>
    /// <param name="faces">All similarities.</param>
    /// <param name="similarity">Least mean similarity at which clusters are merged.</param>
    public static int[] Run(SimilarityMatrix faces, float similarity)
    {
        var count = faces.Count;
        var sums = Enumerable.Range(0, count)
            .Select(a => Enumerable.Range(0, count).Select(b => (double)faces[a, b]).ToArray()).ToArray();
        var sizes = Enumerable.Repeat(1, count).ToArray();
        var cluster = Enumerable.Range(0, count).ToArray();
        var live = Enumerable.Range(0, count).ToList();
        var best = new int[count];
        foreach (var a in live)
            best[a] = Nearest(a);

        while (live.Count > 1)
        {
            var first = live.MaxBy(a => Mean(a, best[a]));
            var second = best[first];
            if (Mean(first, second) < similarity)
                break;
            live.Remove(second);
            foreach (var other in live)
                sums[first][other] = sums[other][first] = sums[first][other] + sums[second][other];
            sizes[first] += sizes[second];
            for (var face = 0; face < count; face++)
                if (cluster[face] == second)
                    cluster[face] = first;
            foreach (var other in live.Where(other => other == first || best[other] == first || best[other] == second))
                best[other] = Nearest(other);
        }
        return cluster;

        double Mean(int a, int b) => a == b ? double.NegativeInfinity : sums[a][b] / ((double)sizes[a] * sizes[b]);

        int Nearest(int a)
        {
            var nearest = a;
            foreach (var b in live)
                if (Mean(a, b) > Mean(a, nearest))
                    nearest = b;
            return nearest;
        }
    }
}
