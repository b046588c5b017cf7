using Recognize.Worker.Benchmark.Growth;

namespace Recognize.Tests.Benchmark.Growth;

public sealed class GrowthMeasureTests
{
    [Fact]
    public void Exponents_TellHowAFigureGrows()
    {
        Assert.Equal([1, 1], Measure(GrowthKind.Whole, (100, 3), (1_000, 30), (100_000, 3_000)).Exponents);
        Assert.Equal([2], Measure(GrowthKind.Whole, (100, 1), (300, 9)).Exponents);
        Assert.Equal([0], Measure(GrowthKind.Whole, (100, 5), (1_000, 5)).Exponents);
        Assert.Equal([-0.3], Measure(GrowthKind.Whole, (100, 10), (1_000, 5)).Exponents);
        Assert.Empty(Measure(GrowthKind.Whole, (100, 5)).Exponents);
    }

    [Theory]
    [InlineData(GrowthKind.Whole, 12, false)]
    [InlineData(GrowthKind.Whole, 20, true)]
    [InlineData(GrowthKind.Single, 1.3, false)]
    [InlineData(GrowthKind.Single, 2, true)]
    internal void IsBeyond_IsJudgedByWhatItIs(GrowthKind kind, double tenTimesTheSize, bool expected) =>
        Assert.Equal(expected, Measure(kind, (100, 1), (1_000, tenTimesTheSize)).IsBeyond);

    private static GrowthMeasure Measure(GrowthKind kind, params (int Size, double Value)[] points) => new(
        new GrowthSubject("part", "name", "files", GrowthUnit.Seconds, kind),
        [.. points.Select(point => new GrowthPoint(point.Size, point.Value))]);
}
