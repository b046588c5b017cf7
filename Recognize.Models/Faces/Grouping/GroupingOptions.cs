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

    /// <summary>Overrides <see cref="SimilarityLimits.Group"/>; null takes what was measured for the embedder.</summary>
    public float? GroupSimilarity { get; init; }

    /// <summary>Overrides <see cref="SimilarityLimits.Pair"/>; null takes what was measured for the embedder.</summary>
    public float? PairSimilarity { get; init; }

    /// <summary>Overrides <see cref="SimilarityLimits.Join"/>; null takes what was measured for the embedder.</summary>
    public float? JoinSimilarity { get; init; }

    /// <summary>Overrides <see cref="SimilarityLimits.Attach"/>; null takes what was measured for the embedder.</summary>
    public float? AttachSimilarity { get; init; }

    /// <summary>Overrides <see cref="SimilarityLimits.Margin"/>; null takes what was measured for the embedder.</summary>
    public float? Margin { get; init; }

    /// <summary>The limits for an embedder: measured ones, with these settings laid over them.</summary>
    /// <param name="embedder">File name of the embedder's model.</param>
    /// <exception cref="ArgumentException">
    /// Nothing was measured for the embedder and a setting is missing, or limits contradict each other.
    /// </exception>
    public SimilarityLimits LimitsFor(string embedder)
    {
        var measured = embedder switch
        {
            "foamliu-MobileFaceNet.onnx" => SimilarityLimits.MobileFaceNet,
            "fr_feature.onnx" => SimilarityLimits.FrFeature,
            _ => null,
        };
        var limits = new SimilarityLimits
        {
            Group = Choose(GroupSimilarity, measured?.Group, nameof(GroupSimilarity)),
            Pair = Choose(PairSimilarity, measured?.Pair, nameof(PairSimilarity)),
            Join = Choose(JoinSimilarity, measured?.Join, nameof(JoinSimilarity)),
            Attach = Choose(AttachSimilarity, measured?.Attach, nameof(AttachSimilarity)),
            Margin = Choose(Margin, measured?.Margin, nameof(Margin)),
        };
        limits.Validate();
        return limits;

        float Choose(float? setting, float? known, string name) => setting ?? known ?? throw new ArgumentException(
            $"No limits were measured for the embedder {embedder}: set {SectionName}:{name}.");
    }

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
