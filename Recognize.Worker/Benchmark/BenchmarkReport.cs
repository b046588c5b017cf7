using System.Text.Json;

namespace Recognize.Worker.Benchmark;

/// <summary>One line of the table: medians over all rounds.</summary>
/// <param name="Stage">What was done.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="Items">How many in one round.</param>
/// <param name="PerSecond">On all threads, by the clock on the wall.</param>
/// <param name="CoreMilliseconds">Time of one core for each, of this process alone; null where another process works.</param>
internal sealed record BenchmarkLine(
    string Stage, string Unit, int Items, double PerSecond, double? CoreMilliseconds);

/// <summary>What a benchmark found; the JSON object of <c>--json</c>.</summary>
/// <param name="Threads">Photos in work at the same time.</param>
/// <param name="Rounds">Rounds measured.</param>
/// <param name="Lines">The table.</param>
/// <param name="RawSeconds">Decoding, inference and the encoding of thumbnails alone, spread over all threads.</param>
/// <param name="PipelineSeconds">The pipeline with the same photos.</param>
/// <param name="Efficiency">The former in parts of the latter, by the clock; the median of the rounds' ratios.</param>
/// <param name="RatioToDecode">Files a second of the pipeline in parts of decoding alone, as far as the pipeline needs it.</param>
/// <param name="AllocatedKiBEach">Managed memory that the pipeline asks for, for each file.</param>
/// <param name="ProcessorEfficiency">The same by processor time.</param>
/// <param name="RecognitionShare">Decoding and inference alone, without thumbnails, in parts of what the pipeline took, by the clock.</param>
/// <param name="PeakRssMiB">Largest resident memory of the process until the first pass of the pipeline had ended.</param>
/// <param name="PeakRssOfAllMiB">The same to the end of the rounds, which keep more in memory than the pipeline.</param>
/// <param name="Limits">What each part of the machine can do at most; empty when they were not measured.</param>
internal sealed record BenchmarkReport(
    int Threads, int Rounds, IReadOnlyList<BenchmarkLine> Lines, double RawSeconds, double PipelineSeconds,
    double Efficiency, double ProcessorEfficiency, double RecognitionShare, double RatioToDecode, double AllocatedKiBEach,
    double PeakRssMiB, double PeakRssOfAllMiB, IReadOnlyList<RawLimit> Limits)
{
    private const string WarmPipeline = "pipeline, warm";

    public static BenchmarkReport Of(
        int threads, LibraryPassResult first, double peakMiB, double peakOfAllMiB, IReadOnlyList<BenchmarkRound> rounds)
    {
        var lines = new List<BenchmarkLine>
        {
            OfSpan("scan, new", rounds, round => round.Library.ScanNew),
            OfSpan("scan, unchanged", rounds, round => round.Library.ScanAgain),
        };
        foreach (var stage in Enum.GetValues<Stage>())
        {
            var costs = rounds.Select(round => round.Stages.Costs[stage]).ToList();
            lines.Add(new BenchmarkLine(
                NameOf(stage), stage == Stage.Embed ? "faces" : "photos", costs[0].Items,
                Rounded(costs.Select(cost => cost.PerSecond(threads))),
                Rounded(costs.Select(cost => cost.MillisecondsEach))));
        }
        lines.Add(new BenchmarkLine(
            "write", "photos", rounds[0].Written,
            Rounded(rounds.Select(round => round.Written / round.Writing.TotalSeconds)), null));
        lines.Add(new BenchmarkLine(
            "pipeline, first", "files", first.Files, Rounded([first.Files / first.Pipeline.Wall.TotalSeconds]),
            Rounded([first.Pipeline.Processor.TotalMilliseconds / first.Files])));
        lines.Add(OfSpan(WarmPipeline, rounds, round => round.Library.Pipeline));
        return new BenchmarkReport(
            threads, rounds.Count, lines,
            Rounded(rounds.Select(round => round.Stages.RawCost.Busy.TotalSeconds / threads)),
            Rounded(rounds.Select(round => round.Library.Pipeline.Wall.TotalSeconds)),
            Rounded(rounds.Select(round => round.Efficiency(threads))),
            Rounded(rounds.Select(round => round.ProcessorEfficiency)),
            Rounded(rounds.Select(round => round.RecognitionShare(threads))),
            Rounded(rounds.Select(round => round.RatioToDecode(threads))),
            Rounded(rounds.Select(round => round.Library.Pipeline.AllocatedBytes / 1024.0 / round.Library.Files)),
            Math.Round(peakMiB, 1), Math.Round(peakOfAllMiB, 1), []);
    }

    /// <summary>Files a second of the pipeline in parts of decoding photos of 12 million pixels whole; null without limits.</summary>
    public double? RatioToWholeDecode =>
        Limits.FirstOrDefault(limit => limit.What == RawLimits.WholeDecode) is { } whole
            ? Math.Round(Lines.Single(line => line.Stage == WarmPipeline).PerSecond / whole.PerSecond, 3)
            : null;

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    /// <summary>The middle value, or the mean of the two in the middle.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    internal static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        if (sorted.Length == 0)
            throw new ArgumentException("There is no median of nothing.", nameof(values));
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static BenchmarkLine OfSpan(
        string name, IReadOnlyList<BenchmarkRound> rounds, Func<BenchmarkRound, Span> span)
    {
        var files = rounds[0].Library.Files;
        return new BenchmarkLine(
            name, "files", files,
            Rounded(rounds.Select(round => files / span(round).Wall.TotalSeconds)),
            Rounded(rounds.Select(round => span(round).Processor.TotalMilliseconds / files)));
    }

    private static string NameOf(Stage stage) => stage switch
    {
        Stage.Hash => "hash",
        Stage.Metadata => "metadata",
        Stage.Decode => "decode",
        Stage.Detect => "detect faces",
        Stage.Embed => "embed faces",
        Stage.Label => "label",
        Stage.Thumbnails => "thumbnails",
        _ => throw new ArgumentOutOfRangeException(nameof(stage)),
    };

    private static double Rounded(IEnumerable<double> values) => Math.Round(Median(values), 3);
}
