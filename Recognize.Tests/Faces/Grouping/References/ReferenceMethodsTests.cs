using static Recognize.Tests.Faces.Grouping.SyntheticFaces;

namespace Recognize.Tests.Faces.Grouping.References;

/// <summary>The other methods have to be right for a comparison to mean something.</summary>
public sealed class ReferenceMethodsTests
{
    // Two tight groups, one face near the first, one far from all.
    private static readonly SimilarityMatrix Faces = new(
    [
        .. Person("ada", axis: 0, count: 4, mutual: 0.8, firstOwnAxis: 10),
        .. Person("bob", axis: 1, count: 3, mutual: 0.8, firstOwnAxis: 20),
        Face("near ada", Like(0, 0.6, 30)), Face("stranger", Vector((2, 1))),
    ]);

    [Fact]
    public void Dbscan_ParametersDecideWhatIsNoise()
    {
        Assert.Equal([0, 0, 0, 0, 1, 1, 1, 0, -1], Dbscan.Run(Faces, 0.5f, minPoints: 3));
        Assert.Equal([0, 0, 0, 0, 1, 1, 1, -1, -1], Dbscan.Run(Faces, 0.7f, minPoints: 3));
        Assert.Equal([0, 0, 0, 0, -1, -1, -1, -1, -1], Dbscan.Run(Faces, 0.7f, minPoints: 4));
    }

    [Fact]
    public void ChineseWhispers_LetsNeighboursAgree()
    {
        var labels = ChineseWhispers.Run(Faces, 0.5f);

        Assert.Equal([0, 0, 0, 0, 1, 1, 1, 0, 2], Numbered(labels));
    }

    [Fact]
    public void AverageLinkage_MergesDownToTheLimit()
    {
        Assert.Equal([0, 0, 0, 0, 1, 1, 1, 0, 2], Numbered(AverageLinkage.Run(Faces, 0.5f)));
        Assert.Equal([0, 0, 0, 0, 1, 1, 1, 2, 3], Numbered(AverageLinkage.Run(Faces, 0.6f)));
        Assert.Equal(9, AverageLinkage.Run(Faces, 0.9f).Distinct().Count());
    }

    [Fact]
    public void Hdbscan_TakesTheStableClustersAndLeavesNoise()
    {
        var clusters = Hdbscan.Run(Faces, minClusterSize: 3, minSamples: 2);

        Assert.Equal(2, clusters.Where(cluster => cluster >= 0).Distinct().Count());
        Assert.Single(clusters[..4].Distinct());
        Assert.Single(clusters[4..7].Distinct());
        Assert.NotEqual(clusters[0], clusters[4]);
        Assert.Equal(-1, clusters[8]);
    }

    private static int[] Numbered(int[] labels)
    {
        var numbers = new Dictionary<int, int>();
        return [.. labels.Select(label => numbers.TryGetValue(label, out var number)
            ? number
            : numbers[label] = numbers.Count)];
    }
}
