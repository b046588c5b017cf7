using System.Collections.Concurrent;
using Recognize.Models.Faces.Index;

namespace Recognize.Tests.Faces.Index;

public sealed class PairSearchTests
{
    // Sizes that are no multiple of a tile, and more columns than one piece of work takes.
    [Theory]
    [InlineData(1, 1)]
    [InlineData(37, 4111)]
    [InlineData(1100, 45)]
    public void Between_FindsEveryPairOnce_WhenItReachesTheFloor(int rows, int columns)
    {
        var vectors = UnitVectorSamples.Many(seed: 6, rows + columns, 24);
        var found = new ConcurrentBag<(int, int)>();

        PairSearch.Between(
            vectors.AsMemory(0, rows), vectors.AsMemory(rows), 0.3f, (row, column, _) => found.Add((row, column)), 2,
            TestContext.Current.CancellationToken);

        var expected =
            from row in Enumerable.Range(0, rows)
            from column in Enumerable.Range(0, columns)
            where UnitVectorSamples.Dot(vectors[row], vectors[rows + column]) >= 0.3f
            select (row, column);
        Assert.Equal(expected.Order(), found.Order());
    }

    [Theory]
    [InlineData(1300, 1300)]
    [InlineData(1300, 700)]
    [InlineData(70, 0)]
    public void Among_LeavesOutPairsOfThoseThatFollow(int count, int first)
    {
        var vectors = UnitVectorSamples.Many(seed: 7, count, 24);
        var found = new ConcurrentBag<(int, int)>();

        PairSearch.Among(
            vectors, first, 0.4f, (row, column, _) => found.Add((row, column)), 2, TestContext.Current.CancellationToken);

        var expected =
            from row in Enumerable.Range(0, first)
            from column in Enumerable.Range(row + 1, count - row - 1)
            where UnitVectorSamples.Dot(vectors[row], vectors[column]) >= 0.4f
            select (row, column);
        Assert.Equal(expected.Order(), found.Order());
    }

    [Fact]
    public void Between_Stops_WhenCancelled()
    {
        var vectors = UnitVectorSamples.Many(seed: 8, 64, 16);
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();

        Assert.Throws<OperationCanceledException>(() =>
            PairSearch.Between(vectors, vectors, 0.5f, (_, _, _) => { }, 2, cancellation.Token));
    }
}
