namespace Recognize.Worker.Benchmark.Growth;

/// <summary>A figure of a library of one size.</summary>
internal readonly record struct GrowthPoint(int Size, double Value);

/// <summary>One subject at all sizes, the smallest first.</summary>
internal sealed record GrowthMeasure(GrowthSubject Subject, IReadOnlyList<GrowthPoint> Points)
{
    /// <summary>Above it, work on a whole library grows clearly faster than the library.</summary>
    public const double MostOfWhole = 1.15;

    /// <summary>Above it, a single act clearly grows with the library.</summary>
    public const double MostOfSingle = 0.15;

    /// <summary>
    /// The growth exponents between neighbouring sizes: 0 where the figure stays, 1 where it grows as the size does, 2
    /// where it grows as the size's square.
    /// </summary>
    public IReadOnlyList<double> Exponents =>
    [
        .. Points.Zip(Points.Skip(1), (from, to) => Math.Round(
            Math.Log(to.Value / from.Value) / Math.Log((double)to.Size / from.Size), 2)),
    ];

    /// <summary>Whether it grew faster somewhere than its kind may.</summary>
    public bool IsBeyond => Exponents.Any(IsBeyondKind);

    /// <summary>Whether an exponent is larger than the kind allows.</summary>
    public bool IsBeyondKind(double exponent) =>
        exponent > (Subject.Kind == GrowthKind.Whole ? MostOfWhole : MostOfSingle);
}
