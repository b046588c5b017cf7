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

    [Fact]
    public void Build_KeepsTheEarlierNodes_WhenMoreFacesThanFitAreEquallyAlike()
    {
        float[] same = SyntheticFaces.Vector((0, 1));
        var faces = Enumerable.Range(0, 1500).Select(i => SyntheticFaces.Face($"face{i}", same)).ToArray();

        var graph = Build(faces, isNew: _ => true, facets: [], neighbours: 4, floor: 0.5f);

        Assert.Equal([0, 1, 2, 3], graph[1499]);
        Assert.Equal(1499, graph[0].Count);
    }

    [Fact]
    public void Build_GivesTheSameGraph_WhateverTheThreads()
    {
        var faces = SyntheticFaces.Crowd(seed: 9, people: 60, facesEach: 40, mutual: 0.5).ToArray();

        var alone = Build(faces, face => face % 5 != 0, facets: [faces[0].Embedding, faces[7].Embedding], 6, 0.3f, threads: 1);
        var together = Build(faces, face => face % 5 != 0, facets: [faces[0].Embedding, faces[7].Embedding], 6, 0.3f, threads: 8);

        Assert.Equal(alone, together);
    }

    private static List<int>[] Build(
        GroupingFace[] faces, Func<int, bool> isNew, float[][] facets, int neighbours, float floor, int threads = 2)
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
            degreeOfParallelism: threads,
            TestContext.Current.CancellationToken);
    }
}
