namespace Recognize.Worker.Benchmark.Growth;

/// <summary>How something may grow with a library.</summary>
internal enum GrowthKind
{
    /// <summary>Work on all of a library: in proportion to its size at most.</summary>
    Whole,

    /// <summary>One act, or memory that a setting bounds: not with the size.</summary>
    Single,
}

/// <summary>What a figure counts.</summary>
internal enum GrowthUnit
{
    /// <summary>By the clock on the wall.</summary>
    Seconds,

    /// <summary>Seconds of one core of the worker and its decoders; the server's are not among them.</summary>
    CoreSeconds,

    /// <summary>Mebibytes.</summary>
    MiB,
}

/// <summary>What is measured at several sizes.</summary>
/// <param name="Part">What it belongs to; one chart shows one part.</param>
/// <param name="Name">What was done, or holds the memory.</param>
/// <param name="Sized">What the size counts: files, photos, faces.</param>
/// <param name="Unit">Of the figures.</param>
/// <param name="Kind">How it may grow.</param>
internal sealed record GrowthSubject(string Part, string Name, string Sized, GrowthUnit Unit, GrowthKind Kind);
