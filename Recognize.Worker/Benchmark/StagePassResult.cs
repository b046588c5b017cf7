using Recognize.Worker.Analysis;

namespace Recognize.Worker.Benchmark;

/// <summary>The costs of one pass, and what it found, by absolute path of the photo.</summary>
internal sealed record StagePassResult(
    IReadOnlyDictionary<Stage, StageCost> Costs, IReadOnlyDictionary<string, AnalysisOutcome> Outcomes)
{
    private static readonly Stage[] Recognition = [Stage.Decode, Stage.Detect, Stage.Embed, Stage.Label];

    /// <summary>What decoding and inference alone cost.</summary>
    public StageCost RecognitionCost => Recognition.Aggregate(default(StageCost), (sum, stage) => sum + Costs[stage]);

    /// <summary>What no pipeline has for less: decoding, inference, and the encoding of thumbnails.</summary>
    public StageCost RawCost => RecognitionCost + Costs[Stage.Thumbnails];
}
