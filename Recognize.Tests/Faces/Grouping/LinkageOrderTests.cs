using Recognize.Models.Faces.Grouping;
using Recognize.Tests.Faces.Grouping.References;
using static Recognize.Tests.Faces.Grouping.SyntheticFaces;

namespace Recognize.Tests.Faces.Grouping;

/// <summary>
/// Large clusters are not compared with all others after every merge; the result has to be as if they were. The mean
/// likeness of these people lies about the limit, so that nearly every merge decides what may still follow.
/// </summary>
public sealed class LinkageOrderTests
{
    private static readonly SimilarityLimits s_noLateFaces = Limits with { Attach = 0.99f };

    // Few, so that a cluster meets most of its later neighbours through the faces that join it.
    private static readonly GroupingOptions s_options = Options with { Neighbours = 8 };

    [Theory]
    [InlineData(1, 0.39)]
    [InlineData(2, 0.41)]
    [InlineData(3, 0.43)]
    [InlineData(4, 0.50)]
    public void Group_MergesAsIfAllWereCompared_WhenClustersAreLarge(int seed, double mutual)
    {
        var faces = Crowd(seed, people: 3, facesEach: 130, mutual).OrderBy(face => face.OrderKey, StringComparer.Ordinal).ToArray();

        var result = new FaceGrouper(s_options, s_noLateFaces)
            .Group(new GroupingInput { NewFaces = faces }, TestContext.Current.CancellationToken);

        var expected = GreedyLinkage.Run(faces, s_noLateFaces, Neighbours(faces));
        Assert.Equal(Parts(faces, expected), Parts(faces, Names(faces, result)));
        Assert.Contains(result.NewGroups, group => group.Count > 40);
    }

    // No graph of nearest neighbours, so that a cluster can come nearer to one that none of its newer faces is a neighbour of.
    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(8)]
    public void Run_MergesAsIfAllWereCompared_WhateverTheGraph(int dimensions)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var faces = Ball(random, 150, dimensions);
            var neighbours = RandomGraph(random, faces.Length, degree: 4);

            var clusters = new Agglomeration(s_noLateFaces, [.. faces.Select((face, node) => new Cluster
            {
                Sum = face.Embedding,
                Count = 1,
                Members = [node],
                Conflicts = [node],
                BarredPeople = [],
                Neighbours = [.. neighbours[node]],
            })]).Run(TestContext.Current.CancellationToken);

            var names = new int[faces.Length];
            foreach (var cluster in clusters)
                foreach (var member in cluster.Members)
                    names[member] = cluster.Members.Min();
            Assert.Equal(GreedyLinkage.Run(faces, s_noLateFaces, neighbours), names);
        }
    }

    [Theory]
    [InlineData(5, 20)]
    [InlineData(6, 200)]
    public void Group_JoinsAsIfAllWereCompared_WhenThePersonIsLarge(int seed, int settledFaces)
    {
        var crowd = Crowd(seed, people: 2, facesEach: 150 + settledFaces, mutual: 0.47);
        var settled = crowd.Take(settledFaces).ToArray();
        var facet = new GroupFacet(
            [.. Enumerable.Range(0, Dimensions).Select(d => settled.Sum(face => face.Embedding[d]))], settledFaces);
        var faces = crowd.Skip(settledFaces).Take(300).OrderBy(face => face.OrderKey, StringComparer.Ordinal).ToArray();
        var person = new ExistingGroup(IdOf("person"), [facet], []);

        var result = new FaceGrouper(s_options, s_noLateFaces).Group(
            new GroupingInput { NewFaces = faces, ExistingGroups = [person] }, TestContext.Current.CancellationToken);

        var expected = GreedyLinkage.Run(faces, s_noLateFaces, Neighbours(faces, facet), facet);
        Assert.Equal(Parts(faces, expected), Parts(faces, Names(faces, result)));
        Assert.InRange(result.Placements.Count(placement => placement.PersonId == person.PersonId), 40, 150);
    }

    /// <summary>Faces spread evenly in few directions: no gap tells one cluster from the next.</summary>
    private static GroupingFace[] Ball(Random random, int count, int dimensions) =>
        [.. Enumerable.Range(0, count).Select(i => Face(
            $"{i:D3}",
            Vector([.. Enumerable.Range(0, dimensions).Select(axis => (axis, (random.NextDouble() * 2) - 1))])))];

    private static List<int>[] RandomGraph(Random random, int nodes, int degree)
    {
        var neighbours = Enumerable.Range(0, nodes).Select(_ => new SortedSet<int>()).ToArray();
        for (var edge = 0; edge < nodes * degree / 2; edge++)
        {
            var (a, b) = (random.Next(nodes), random.Next(nodes));
            if (a == b)
                continue;
            neighbours[a].Add(b);
            neighbours[b].Add(a);
        }
        return [.. neighbours.Select(list => list.ToList())];
    }

    private static List<int>[] Neighbours(GroupingFace[] faces, params GroupFacet[] facets)
    {
        var photos = faces.Select(face => face.MediaId).Distinct().ToList();
        return NeighbourGraph.Build(
            new GraphInput(
                [.. faces.Select(face => face.Embedding)],
                [.. faces.Select(_ => true)],
                [.. faces.Select(face => photos.IndexOf(face.MediaId))],
                [.. facets.Select(facet => facet.Mean())],
                s_options.Neighbours,
                s_noLateFaces.Group,
                s_noLateFaces.Group - s_noLateFaces.Margin),
            degreeOfParallelism: 1,
            TestContext.Current.CancellationToken);
    }

    private static int[] Names(GroupingFace[] faces, GroupingResult result)
    {
        var groups = result.Placements.ToDictionary(placement => placement.FaceId, placement => placement.NewGroup ?? -1);
        return [.. faces.Select((face, index) => groups.TryGetValue(face.Id, out var group) ? group : 1000 + index)];
    }

    private static IEnumerable<string> Parts(GroupingFace[] faces, int[] names) => faces
        .Select((face, index) => (face.OrderKey, Name: names[index]))
        .GroupBy(face => face.Name)
        .Select(group => (group.Key == -1 ? "settled: " : "") + string.Join(' ', group.Select(face => face.OrderKey)))
        .Order(StringComparer.Ordinal);
}
