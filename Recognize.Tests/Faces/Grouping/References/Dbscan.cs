namespace Recognize.Tests.Faces.Grouping.References;

/// <summary>
/// DBSCAN (Ester et al. 1996): faces with enough others within a distance are cores, cores within the distance of each
/// other share a cluster, and what is near a core joins it.
/// </summary>
internal static class Dbscan
{
    /// <summary>Cluster numbers by face, -1 for noise.</summary>
    /// <param name="faces">All similarities.</param>
    /// <param name="similarity">Least similarity of neighbours.</param>
    /// <param name="minPoints">Neighbours that a core has, itself among them.</param>
    public static int[] Run(SimilarityMatrix faces, float similarity, int minPoints)
    {
        var cluster = Enumerable.Repeat(-1, faces.Count).ToArray();
        var isCore = Enumerable.Range(0, faces.Count).Select(face => Neighbours(face).Count >= minPoints).ToArray();
        var clusters = 0;
        for (var face = 0; face < faces.Count; face++)
        {
            if (!isCore[face] || cluster[face] >= 0)
                continue;
            var queue = new Queue<int>([face]);
            cluster[face] = clusters;
            while (queue.TryDequeue(out var member))
            {
                if (!isCore[member])
                    continue;
                foreach (var neighbour in Neighbours(member).Where(neighbour => cluster[neighbour] < 0))
                {
                    cluster[neighbour] = clusters;
                    queue.Enqueue(neighbour);
                }
            }
            clusters++;
        }
        return cluster;

        List<int> Neighbours(int face) =>
            [.. Enumerable.Range(0, faces.Count).Where(other => other == face || faces[face, other] >= similarity)];
    }
}
