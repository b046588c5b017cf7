namespace Recognize.Models.Faces.Grouping;

/// <summary>Settings of face grouping.</summary>
public sealed record GroupingOptions
{
    /// <summary>The configuration section these settings are bound from.</summary>
    public const string SectionName = "Recognize:Grouping";

    /// <summary>
    /// Quality (0..1) below which a face neither founds a group nor draws others; it is only attached to a finished
    /// group that it clearly resembles. 0 lets every face take part.
    /// </summary>
    public float MinFoundingQuality { get; init; } = 0.25f;

    /// <summary>
    /// How many nearest faces, and how many nearest people, a face keeps in the graph (4..1024): memory grows with
    /// it, and far below the default large groups come out in parts.
    /// </summary>
    public int Neighbours { get; init; } = 48;

    /// <summary>Threads for the search of neighbours, at least 1; 0 takes one for each processor.</summary>
    public int Threads { get; init; }

    internal int MaxDegreeOfParallelism => Threads == 0 ? Environment.ProcessorCount : Threads;

    /// <exception cref="ArgumentException">A setting is out of range; the message names it.</exception>
    internal void Validate()
    {
        if (MinFoundingQuality is not (>= 0 and <= 1))
            throw new ArgumentException($"{SectionName}:{nameof(MinFoundingQuality)} must lie between 0 and 1.");
        if (Neighbours is < 4 or > 1024)
            throw new ArgumentException($"{SectionName}:{nameof(Neighbours)} must lie between 4 and 1024.");
        if (Threads < 0)
            throw new ArgumentException($"{SectionName}:{nameof(Threads)} must not be negative.");
    }
}
