using Recognize.Models.Faces.Grouping;

namespace Recognize.Tests.Faces.Grouping;

public sealed class NeighbourGraphTests
{
    [Fact]
    public void Build_KeepsTheNearestOfOtherPhotos_WhenComparedWithAllPairs()
    {
        var faces = SyntheticFaces.Crowd(seed: 2, people: 45, facesEach: 16, mutual: 0.5).ToArray();
        const int Kept = 8;
        const float Floor = 0.3f;

        var graph = Build(faces, isNew: _ => true, facets: [], Kept, Floor);

        for (var node = 0; node < faces.Length; node++)
        {
            var nearest = Enumerable.Range(0, faces.Length)
                .Where(other => faces[other].MediaId != faces[node].MediaId && Dot(node, other) >= Floor)
                .OrderByDescending(other => Dot(node, other))
                .Take(Kept)
                .ToList();
            Assert.Subset(graph[node].ToHashSet(), nearest.ToHashSet());
            Assert.All(graph[node], other => Assert.Contains(node, graph[other]));
            Assert.DoesNotContain(graph[node], other => faces[other].MediaId == faces[node].MediaId);
        }

        double Dot(int a, int b) => faces[a].Embedding.Zip(faces[b].Embedding, (x, y) => (double)x * y).Sum();
    }

    [Fact]
    public void Build_ComparesWaitingFacesWithNewOnesAndFacetsOnly()
    {
        float[] same = SyntheticFaces.Vector((0, 1));
        GroupingFace[] faces =
        [
            SyntheticFaces.Face("new", same), SyntheticFaces.Face("old1", same), SyntheticFaces.Face("old2", same),
        ];

        var graph = Build(faces, isNew: face => face == 0, facets: [same], neighbours: 8, floor: 0.5f);

        Assert.Equal([1, 2, 3], graph[0]);
        Assert.Equal([0, 3], graph[1]);
        Assert.Equal([0, 3], graph[2]);
        Assert.Equal([0, 1, 2], graph[3]);
    }

    private static List<int>[] Build(
        GroupingFace[] faces, Func<int, bool> isNew, float[][] facets, int neighbours, float floor)
    {
        var photos = faces.Select(face => face.MediaId).Distinct().ToList();
        return NeighbourGraph.Build(
            new GraphInput(
                [.. faces.Select(face => face.Embedding)],
                [.. Enumerable.Range(0, faces.Length).Select(isNew)],
                [.. faces.Select(face => photos.IndexOf(face.MediaId))],
                facets,
                neighbours,
                floor,
                floor),
            degreeOfParallelism: 2,
            TestContext.Current.CancellationToken);
    }
}
