namespace Recognize.Tests.Faces.Grouping.References;

/// <summary>
/// Chinese whispers (Biemann 2006): every face takes over and over the label that weighs most among its neighbours.
/// The order of each round comes from a seed, so that two runs agree.
/// </summary>
internal static class ChineseWhispers
{
    /// <summary>Labels by face; a face without neighbours keeps a label of its own.</summary>
    /// <param name="faces">All similarities.</param>
    /// <param name="similarity">Least similarity of neighbours; it is the edge's weight, too.</param>
    /// <param name="rounds">How often all faces are asked.</param>
    public static int[] Run(SimilarityMatrix faces, float similarity, int rounds = 30)
    {
        var neighbours = Enumerable.Range(0, faces.Count)
            .Select(face => Enumerable.Range(0, faces.Count)
                .Where(other => other != face && faces[face, other] >= similarity).ToArray())
            .ToArray();
        var label = Enumerable.Range(0, faces.Count).ToArray();
        var order = label.ToArray();
        var random = new Random(7);
        for (var round = 0; round < rounds; round++)
        {
            random.Shuffle(order);
            foreach (var face in order.Where(face => neighbours[face].Length > 0))
                label[face] = neighbours[face]
                    .GroupBy(other => label[other], other => faces[face, other])
                    .MaxBy(votes => (votes.Sum(), -votes.Key))!.Key;
        }
        return label;
    }
}
