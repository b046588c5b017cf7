using System.Text.Json;
using Recognize.Worker.Benchmark.Growth;

namespace Recognize.Tests.Benchmark.Growth;

public sealed class GrowthReportTests
{
    private static readonly GrowthSubject Lists = new("lists", "first page", "rows", GrowthUnit.Seconds, GrowthKind.Single);

    [Fact]
    public void Add_PutsTheSizesOfASubjectTogether()
    {
        var report = new GrowthReport();
        var memory = Lists with { Part = "memory", Unit = GrowthUnit.MiB };

        report.Add(Lists, 100, 0.5);
        report.Add(memory, 100, 7);
        report.Add(Lists with { }, 1_000, 0.6);

        Assert.Equal([Lists, memory], report.Measures.Select(measure => measure.Subject));
        Assert.Equal([new(100, 0.5), new(1_000, 0.6)], report.Measures[0].Points);
    }

    [Theory]
    [InlineData(100, 1)]
    [InlineData(50, 1)]
    [InlineData(200, 0)]
    public void Add_Throws_WhenSizesDoNotAscendOrNothingWasMeasured(int size, double value)
    {
        var report = new GrowthReport();
        report.Add(Lists, 100, 0.5);

        Assert.Throws<ArgumentOutOfRangeException>(() => report.Add(Lists, size, value));
    }

    [Fact]
    public void ToJson_HoldsPointsAndExponents()
    {
        var report = new GrowthReport();
        report.Add(Lists, 100, 0.5);
        report.Add(Lists, 1_000, 5);

        var measure = JsonDocument.Parse(report.ToJson()).RootElement.GetProperty("measures")[0];

        Assert.Equal(("lists", "seconds", "single"), (
            measure.GetProperty("subject").GetProperty("part").GetString(),
            measure.GetProperty("subject").GetProperty("unit").GetString(),
            measure.GetProperty("subject").GetProperty("kind").GetString()));
        Assert.Equal((1_000, 5), (
            measure.GetProperty("points")[1].GetProperty("size").GetInt32(), measure.GetProperty("points")[1].GetProperty("value").GetDouble()));
        Assert.Equal(1, measure.GetProperty("exponents")[0].GetDouble());
        Assert.True(measure.GetProperty("isBeyond").GetBoolean());
    }
}
