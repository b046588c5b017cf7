using Recognize.Models.Faces.Grouping;

namespace Recognize.Models.Contacts.Matching;

/// <summary>
/// How alike a portrait and the faces of a library must be: mean dot products of unit vectors, -1..1. How the figures
/// were found is in docs/contacts.md.
/// </summary>
public sealed record MatchLimits
{
    /// <summary>Comparisons that <see cref="OnePair"/> is meant for: 50 contacts in 2,500 photos.</summary>
    public const double UsualComparisons = 125_000;

    /// <summary>From which quality on a face counts in full.</summary>
    private const float GoodQuality = 0.5f;

    /// <summary>What a face of no quality at all would need more.</summary>
    private const float PoorPenalty = 0.1f;

    /// <summary>Least similarity of one portrait and one good face to be one person.</summary>
    public required float OnePair { get; init; }

    /// <summary>Least mean similarity of many portraits and many faces to be one person.</summary>
    public required float ManyPairs { get; init; }

    /// <summary>Least similarity of one portrait and one good face to ask the owner.</summary>
    public required float SuggestOnePair { get; init; }

    /// <summary>Least mean similarity of many to ask the owner.</summary>
    public required float SuggestManyPairs { get; init; }

    /// <summary>Lead over the next contact, and over the next person.</summary>
    public required float Margin { get; init; }

    /// <summary>
    /// By how much more alike strangers are who meet once in ten times as many comparisons: the slope of the false accepts
    /// over the similarity.
    /// </summary>
    public required float PerTenfold { get; init; }

    /// <summary>Quality below which a face alone is no evidence.</summary>
    public float MinQuality { get; init; } = 0.22f;

    /// <summary>The limits of an embedder, by their distance from the limit of its large groups.</summary>
    public static MatchLimits For(SimilarityLimits grouping) => new()
    {
        OnePair = Math.Min(grouping.Group + 0.14f, 0.98f),
        ManyPairs = Math.Min(grouping.Group + 0.08f, 0.97f),
        SuggestOnePair = Math.Min(grouping.Group + 0.05f, 0.96f),
        SuggestManyPairs = Math.Min(grouping.Group + 0.02f, 0.95f),
        Margin = grouping.Margin,
        PerTenfold = 0.067f,
    };

    /// <summary>Least similarity at which a match is a fact.</summary>
    /// <param name="pairs">How many pairs of a portrait and a face the mean is made of, at least one.</param>
    /// <param name="quality">Quality of the poorer side, 0..1.</param>
    /// <param name="comparisons">Pairs of contacts and people, or of contacts and faces, that are compared in all.</param>
    public float Fact(int pairs, float quality, double comparisons)
    {
        var more = PerTenfold * (float)Math.Max(0, Math.Log10(Math.Max(1, comparisons) / UsualComparisons));
        return Needed(OnePair + more + Penalty(quality), ManyPairs + (more / 2), pairs);
    }

    /// <summary>Least similarity at which the owner is asked.</summary>
    public float Suggestion(int pairs, float quality) => Needed(SuggestOnePair + Penalty(quality), SuggestManyPairs, pairs);

    /// <summary>Chance averages out over many pairs: what one pair needs more shrinks with their number.</summary>
    private static float Needed(float single, float large, int pairs) => large + ((single - large) / pairs);

    private static float Penalty(float quality) => PoorPenalty * Math.Clamp((GoodQuality - quality) / GoodQuality, 0, 1);
}
