namespace Recognize.Models.Faces.Grouping;

/// <summary>Settings of face grouping.</summary>
public sealed record GroupingOptions
{
    /// <summary>The configuration section these settings are bound from.</summary>
    public const string SectionName = "Recognize:Grouping";

    /// <summary>
    /// Quality (0..1) below which a face neither founds a group nor draws others; it is only attached to a finished
    /// group that it clearly resembles. 0 lets every face take part, which mixes people: tiny faces resemble each other.
    /// </summary>
    public float MinFoundingQuality { get; init; } = 0.22f;

    /// <summary>
    /// How many nearest faces, and how many nearest people, a face keeps in the graph (4..1024): memory grows with
    /// it, and far below the default large groups come out in parts.
    /// </summary>
    public int Neighbours { get; init; } = 48;

    /// <summary>Threads for the search of neighbours, at least 1; 0 takes one for each processor.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// How many faces a new group has at least (2..100). What is said to be one person is a group of any size.
    /// </summary>
    public int MinGroupSize { get; init; } = 2;

    /// <summary>
    /// Added to all measured limits of similarity (-0.3..0.3): lower joins more and mixes more, higher leaves more apart.
    /// </summary>
    public float SimilarityShift { get; init; }

    /// <summary>The limits of an embedder, shifted as set.</summary>
    /// <exception cref="ArgumentException">They are out of range; the message names which.</exception>
    internal SimilarityLimits LimitsFrom(SimilarityLimits measured)
    {
        var limits = measured.Shifted(SimilarityShift);
        limits.Validate();
        return limits;
    }

    internal int MaxDegreeOfParallelism => Threads == 0 ? Environment.ProcessorCount : Threads;

    /// <exception cref="ArgumentException">A setting is out of range; the message names it.</exception>
    internal void Validate()
    {
        if (MinFoundingQuality is not (>= 0 and <= 1))
            throw new ArgumentException($"{SectionName}:{nameof(MinFoundingQuality)} must lie between 0 and 1.");
        if (Neighbours is < 4 or > 1024)
            throw new ArgumentException($"{SectionName}:{nameof(Neighbours)} must lie between 4 and 1024.");
        if (MinGroupSize is < 2 or > 100)
            throw new ArgumentException($"{SectionName}:{nameof(MinGroupSize)} must lie between 2 and 100.");
        if (SimilarityShift is not (>= -0.3f and <= 0.3f))
            throw new ArgumentException($"{SectionName}:{nameof(SimilarityShift)} must lie between -0.3 and 0.3.");
        if (Threads < 0)
            throw new ArgumentException($"{SectionName}:{nameof(Threads)} must not be negative.");
    }
}
