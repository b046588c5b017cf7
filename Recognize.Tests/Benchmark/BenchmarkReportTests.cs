using Recognize.Worker.Analysis;
using Recognize.Worker.Benchmark;
using Span = Recognize.Worker.Benchmark.Span;

namespace Recognize.Tests.Benchmark;

public sealed class BenchmarkReportTests
{
    [Theory]
    [InlineData(2, new[] { 3.0, 1, 2 })]
    [InlineData(2.5, new[] { 4.0, 1, 3, 2 })]
    [InlineData(7, new[] { 7.0 })]
    public void Median_IsTheMiddle(double expected, double[] values) =>
        Assert.Equal(expected, BenchmarkReport.Median(values));

    [Fact]
    public void Median_Throws_WhenThereAreNoValues() =>
        Assert.Throws<ArgumentException>(() => BenchmarkReport.Median([]));

    [Fact]
    public void Of_JudgesThePipelineByItsRawWork()
    {
        // Two threads, busy for 5 x 2 s with raw work, of which 4 x 2 s are recognition, and 2 x 2 s with the rest: 5 s at best.
        var round = Round(stageBusySeconds: 2, pipelineSeconds: 5, pipelineProcessorSeconds: 8);

        var report = BenchmarkReport.Of(threads: 2, round.Library, 300, 400, [round]);

        Assert.Equal(5, report.RawSeconds);
        Assert.Equal(5, report.PipelineSeconds);
        Assert.Equal(1, report.Efficiency);
        Assert.Equal(0.8, report.RecognitionShare);
        // 10 photos in 5 s; decoding alone, 10 in 1 s.
        Assert.Equal(0.2, report.RatioToDecode);
        Assert.Equal(2, report.AllocatedKiBEach);
        // 5 stages x 1 s of processor time in parts of 8 s.
        Assert.Equal(0.625, report.ProcessorEfficiency);
    }

    [Fact]
    public void Of_TakesTheMedianOfRatios_WhenOneRoundWasDisturbed()
    {
        var calm = Round(stageBusySeconds: 2, pipelineSeconds: 5, pipelineProcessorSeconds: 8);
        var disturbed = Round(stageBusySeconds: 2, pipelineSeconds: 50, pipelineProcessorSeconds: 8);

        var report = BenchmarkReport.Of(threads: 2, calm.Library, 300, 400, [calm, disturbed, calm]);

        Assert.Equal(1, report.Efficiency);
    }

    [Fact]
    public void Of_CountsItemsPerSecondOfAllThreads()
    {
        var round = Round(stageBusySeconds: 2, pipelineSeconds: 5, pipelineProcessorSeconds: 8);

        var report = BenchmarkReport.Of(threads: 2, round.Library, 300, 400, [round]);

        var decode = Assert.Single(report.Lines, line => line.Stage == "decode");
        Assert.Equal((10, 10, 100), (decode.Items, decode.PerSecond, decode.CoreMilliseconds));
        var pipeline = Assert.Single(report.Lines, line => line.Stage == "pipeline, warm");
        Assert.Equal((2, 800), (pipeline.PerSecond, pipeline.CoreMilliseconds));
        var write = Assert.Single(report.Lines, line => line.Stage == "write");
        Assert.Equal((20, null), (write.PerSecond, write.CoreMilliseconds));
    }

    [Fact]
    public void Of_GivesZero_WhenNoFaceWasEmbedded()
    {
        var round = Round(stageBusySeconds: 2, pipelineSeconds: 5, pipelineProcessorSeconds: 8);
        var costs = new Dictionary<Stage, StageCost>(round.Stages.Costs) { [Stage.Embed] = default };

        var report = BenchmarkReport.Of(
            threads: 2, round.Library, 300, 400, [round with { Stages = round.Stages with { Costs = costs } }]);

        var embed = Assert.Single(report.Lines, line => line.Stage == "embed faces");
        Assert.Equal((0, 0, 0), (embed.Items, embed.PerSecond, embed.CoreMilliseconds));
    }

    private static BenchmarkRound Round(
        double stageBusySeconds, double pipelineSeconds, double pipelineProcessorSeconds)
    {
        var cost = new StageCost(10, TimeSpan.FromSeconds(stageBusySeconds), TimeSpan.FromSeconds(1));
        var stages = new StagePassResult(
            Enum.GetValues<Stage>().ToDictionary(stage => stage, _ => cost), new Dictionary<string, AnalysisOutcome>());
        var scan = new Span(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), 0);
        var pipeline = new Span(TimeSpan.FromSeconds(pipelineSeconds), TimeSpan.FromSeconds(pipelineProcessorSeconds), 20_480);
        return new BenchmarkRound(
            stages, new LibraryPassResult(10, 10, scan, scan, pipeline), Written: 10, TimeSpan.FromSeconds(0.5));
    }
}
