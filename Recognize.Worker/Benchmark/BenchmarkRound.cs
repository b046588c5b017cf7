namespace Recognize.Worker.Benchmark;

/// <summary>One round: the stages alone and, right after, the pipeline with the same photos.</summary>
internal sealed record BenchmarkRound(StagePassResult Stages, LibraryPassResult Library, int Written, TimeSpan Writing)
{
    /// <summary>
    /// How long decoding and inference alone would take on all threads, in parts of what the pipeline took: 1 is what
    /// no pipeline can surpass.
    /// </summary>
    public double Efficiency(int threads) =>
        Stages.EssentialCost.Busy / threads / Library.Pipeline.Wall;

    /// <summary>The same by processor time, which what else runs on the machine changes less than the clock.</summary>
    public double ProcessorEfficiency => Stages.EssentialCost.Processor / Library.Pipeline.Processor;
}
