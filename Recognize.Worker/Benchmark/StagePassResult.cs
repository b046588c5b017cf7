using Recognize.Worker.Analysis;

namespace Recognize.Worker.Benchmark;

/// <summary>The costs of one pass, and what it found, by absolute path of the photo.</summary>
internal sealed record StagePassResult(
    IReadOnlyDictionary<Stage, StageCost> Costs, IReadOnlyDictionary<string, AnalysisOutcome> Outcomes)
{
    /// <summary>The stages that no pipeline can do without: against their sum the pipeline is judged.</summary>
    public static IReadOnlyList<Stage> Essential { get; } = [Stage.Decode, Stage.Detect, Stage.Embed, Stage.Label];

    /// <summary>What decoding and inference alone cost.</summary>
    public StageCost EssentialCost => Essential.Aggregate(default(StageCost), (sum, stage) => sum + Costs[stage]);

    /// <summary>The same with the encoding of thumbnails, which nobody has for less either.</summary>
    public StageCost CodecAndInferenceCost => EssentialCost + Costs[Stage.Thumbnails];
}
