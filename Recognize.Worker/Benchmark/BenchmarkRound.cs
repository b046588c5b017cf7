namespace Recognize.Worker.Benchmark;

/// <summary>One round: the stages alone and, right after, the pipeline with the same photos.</summary>
internal sealed record BenchmarkRound(StagePassResult Stages, LibraryPassResult Library, int Written, TimeSpan Writing)
{
    /// <summary>
    /// How long the raw work (decoding, inference, encoding of thumbnails) would take on all threads, in parts of what the
    /// pipeline took: 1 is what no pipeline can surpass.
    /// </summary>
    public double Efficiency(int threads) => Stages.RawCost.Busy / threads / Library.Pipeline.Wall;

    /// <summary>The same by processor time, which what else runs on the machine changes less than the clock.</summary>
    public double ProcessorEfficiency => Stages.RawCost.Processor / Library.Pipeline.Processor;

    /// <summary>By the clock, of decoding and inference alone.</summary>
    public double RecognitionShare(int threads) => Stages.RecognitionCost.Busy / threads / Library.Pipeline.Wall;

    /// <summary>Files a second of the pipeline in parts of what decoding alone gives.</summary>
    public double RatioToDecode(int threads) =>
        Library.Files / Library.Pipeline.Wall.TotalSeconds / Stages.Costs[Stage.Decode].PerSecond(threads);
}
