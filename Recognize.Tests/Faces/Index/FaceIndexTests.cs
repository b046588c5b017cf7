using Recognize.Models.Faces.Index;

namespace Recognize.Tests.Faces.Index;

public sealed class FaceIndexTests
{
    private const int Dimensions = 64;
    private const string Pack = "faces-1";

    [Fact]
    public void Nearest_AgreesWithExactComparison_BelowTheSizeThatNeedsCells()
    {
        var (faces, random) = (Faces(people: 60, facesEach: 20), new Random(12));
        using var index = Filled(faces);

        foreach (var query in faces.Where(_ => random.Next(20) == 0))
        {
            var found = index.Nearest(query.Value, 15, 0.3f);

            var exact = faces.Select(face => (face.Key, Similarity: UnitVectorSamples.Dot(face.Value, query.Value)))
                .Where(face => face.Similarity >= 0.3f).OrderByDescending(face => face.Similarity).Take(15).ToList();
            Assert.Equal(query.Key, found[0].Id);
            Assert.Equal(found.OrderByDescending(face => face.Similarity), found);
            // Bytes may exchange two that are equally alike to a hundredth.
            Assert.All(exact.Zip(found), pair => Assert.Equal(pair.First.Similarity, pair.Second.Similarity, 0.01));
            Assert.InRange(found.Count, exact.Count - 1, 15);
        }
    }

    [Fact]
    public void Nearest_FindsThePersonsFaces_WhenTheIndexHasCells()
    {
        var faces = Faces(people: 5500, facesEach: 4);
        using var index = Filled(faces);

        var (found, wanted) = (0, 0);
        for (var i = 0; i < faces.Count; i += 40)
        {
            var near = index.Nearest(faces[i].Value, 48, 0.4f).Select(face => face.Id).ToHashSet();
            for (var other = i / 4 * 4; other < (i / 4 * 4) + 4; other++)
                if (UnitVectorSamples.Dot(faces[i].Value, faces[other].Value) >= 0.4)
                    (found, wanted) = (found + (near.Contains(faces[other].Key) ? 1 : 0), wanted + 1);
        }

        Assert.True(index.CellCount > 100);
        Assert.InRange((double)found / wanted, 0.99, 1);
    }

    [Fact]
    public void Add_MakesCells_WhenTheIndexHasGrown()
    {
        var faces = Faces(people: FaceIndex.ExactBelow, facesEach: 1);
        using var index = Filled(faces[..^1]);
        Assert.Equal(1, index.CellCount);

        index.Add(faces[^1].Key, faces[^1].Value);

        Assert.Equal(CellTraining.CellsFor(FaceIndex.ExactBelow), index.CellCount);
        Assert.Equal(faces.Count, index.Count);
        Assert.All(faces.Take(50), face => Assert.Equal(face.Key, index.Nearest(face.Value, 1, 0.9f)[0].Id));
    }

    [Fact]
    public void AddRange_MakesTheSameCells_WhateverTheOrder()
    {
        var faces = Faces(people: FaceIndex.ExactBelow / 4, facesEach: 4);
        using var forth = Filled(faces);
        using var back = Filled([.. Enumerable.Reverse(faces)]);

        Assert.Equal(Saved(forth), Saved(back));
    }

    [Fact]
    public void Add_ReplacesTheVector_WhenTheFaceIsThere()
    {
        var faces = Faces(people: 2, facesEach: 1);
        using var index = new FaceIndex(Dimensions, Pack);
        index.Add(faces[0].Key, faces[0].Value);

        index.Add(faces[0].Key, faces[1].Value);

        Assert.Equal(1, index.Count);
        Assert.Equal(faces[0].Key, Assert.Single(index.Nearest(faces[1].Value, 5, 0.9f)).Id);
        Assert.Empty(index.Nearest(faces[0].Value, 5, 0.9f));
    }

    [Fact]
    public void Remove_LeavesTheOthersFindable_WhateverTheOrderOfRemoval()
    {
        var faces = Faces(people: 300, facesEach: 3);
        using var index = Filled(faces);
        var removed = faces.Where((_, i) => i % 3 != 1).OrderBy(face => face.Key).ToList();

        Assert.All(removed, face => Assert.True(index.Remove(face.Key)));

        Assert.False(index.Remove(removed[0].Key));
        Assert.Equal(faces.Count - removed.Count, index.Count);
        Assert.All(faces.Except(removed), face => Assert.Equal(face.Key, Assert.Single(index.Nearest(face.Value, 1, 0.9f)).Id));
        Assert.All(removed, face => Assert.DoesNotContain(index.Nearest(face.Value, 9, 0.2f), near => near.Id == face.Key));
    }

    [Fact]
    public void Nearest_Throws_WhenTheVectorIsOfAnotherLength()
    {
        using var index = new FaceIndex(Dimensions, Pack);

        Assert.Throws<ArgumentException>(() => index.Nearest(new float[Dimensions + 1], 1, 0));
        Assert.Throws<ArgumentException>(() => index.Add(Guid.NewGuid(), new float[Dimensions - 1]));
    }

    [Fact]
    public void Load_KeepsTheCells_WithoutTheFaces()
    {
        var faces = Faces(people: FaceIndex.ExactBelow, facesEach: 1);
        using var index = Filled(faces);
        using var saved = new MemoryStream(Saved(index));

        using var loaded = FaceIndex.Load(saved, Dimensions, Pack);
        loaded.AddRange(faces);

        Assert.Equal(index.CellCount, loaded.CellCount);
        Assert.Equal(index.Nearest(faces[5].Value, 10, 0.1f), loaded.Nearest(faces[5].Value, 10, 0.1f));
    }

    [Fact]
    public void Load_Throws_WhenAnyByteIsWrongOrMissing()
    {
        using var index = Filled(Faces(people: 10, facesEach: 1));
        var saved = Saved(index);

        for (var at = 0; at < saved.Length; at++)
        {
            var damaged = saved.ToArray();
            damaged[at] ^= 0x10;
            Assert.Throws<FaceIndexStateException>(() => FaceIndex.Load(new MemoryStream(damaged), Dimensions, Pack));
            Assert.Throws<FaceIndexStateException>(() => FaceIndex.Load(new MemoryStream(saved[..at]), Dimensions, Pack));
        }
    }

    [Fact]
    public void Load_SaysWhy_WhenTheStateBelongsToSomethingElse()
    {
        using var index = Filled(Faces(people: 10, facesEach: 1));
        var saved = Saved(index);

        var pack = Assert.Throws<FaceIndexStateException>(() => FaceIndex.Load(new MemoryStream(saved), Dimensions, "faces-2"));
        var length = Assert.Throws<FaceIndexStateException>(() => FaceIndex.Load(new MemoryStream(saved), 128, Pack));

        Assert.Contains("faces-2", pack.Message, StringComparison.Ordinal);
        Assert.Contains("128", length.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nearest_StaysRight_WhileFacesComeAndGo()
    {
        var faces = Faces(people: FaceIndex.ExactBelow + 500, facesEach: 1);
        using var index = Filled(faces[..(FaceIndex.ExactBelow - 200)]);
        var token = TestContext.Current.CancellationToken;
        using var finished = new ManualResetEventSlim();

        var readers = Enumerable.Range(0, 3).Select(reader => Task.Run(
            () =>
            {
                var misses = 0;
                for (var i = reader; !finished.IsSet || i < 100; i += 7)
                    misses += index.Nearest(faces[i % 1000].Value, 1, 0.9f) is [var near] && near.Id == faces[i % 1000].Key ? 0 : 1;
                return misses;
            },
            token)).ToArray();
        for (var i = FaceIndex.ExactBelow - 200; i < faces.Count; i++)
        {
            index.Add(faces[i].Key, faces[i].Value);
            index.Remove(faces[i - 10_000].Key);
        }
        finished.Set();
        var missed = await Task.WhenAll(readers);

        Assert.All(missed, misses => Assert.Equal(0, misses));
        Assert.Equal(FaceIndex.ExactBelow - 200, index.Count);
    }

    private static FaceIndex Filled(IReadOnlyCollection<KeyValuePair<Guid, float[]>> faces)
    {
        var index = new FaceIndex(Dimensions, Pack);
        index.AddRange(faces);
        return index;
    }

    private static byte[] Saved(FaceIndex index)
    {
        using var stream = new MemoryStream();
        index.Save(stream);
        return stream.ToArray();
    }

    /// <summary>Faces person by person; two of one person have a similarity near .64.</summary>
    private static List<KeyValuePair<Guid, float[]>> Faces(int people, int facesEach)
    {
        var random = new Random(11);
        var faces = new List<KeyValuePair<Guid, float[]>>(people * facesEach);
        for (var person = 0; person < people; person++)
        {
            var centre = UnitVectorSamples.Next(random, Dimensions);
            for (var face = 0; face < facesEach; face++)
            {
                var id = new byte[16];
                random.NextBytes(id);
                faces.Add(new(new Guid(id), UnitVectorSamples.Near(random, centre, 0.8)));
            }
        }
        return faces;
    }
}
