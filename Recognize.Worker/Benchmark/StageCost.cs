namespace Recognize.Worker.Benchmark;

/// <summary>What one stage cost over some items.</summary>
/// <param name="Items">Photos, or faces where the stage works on faces.</param>
/// <param name="Busy">Time between the start and the end of each item, added up over all threads.</param>
/// <param name="Processor">Time of one core that the process used meanwhile.</param>
internal readonly record struct StageCost(int Items, TimeSpan Busy, TimeSpan Processor)
{
    public static StageCost operator +(StageCost one, StageCost other) =>
        new(one.Items + other.Items, one.Busy + other.Busy, one.Processor + other.Processor);

    /// <summary>Milliseconds of one core for one item; zero when there was none.</summary>
    public double MillisecondsEach => Items == 0 ? 0 : Processor.TotalMilliseconds / Items;

    /// <summary>Items a second on all threads, by the clock on the wall; zero when there was none.</summary>
    public double PerSecond(int threads) => Items == 0 ? 0 : Items * threads / Busy.TotalSeconds;
}
