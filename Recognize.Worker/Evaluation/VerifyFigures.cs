namespace Recognize.Worker.Evaluation;

/// <summary>Two photos that show one person or two, and how alike their faces are.</summary>
/// <param name="Fold">Pairs of a fold are judged by a threshold chosen without them.</param>
/// <param name="Same">Whether they show the same person.</param>
/// <param name="Similarity">Null when one of them shows no face.</param>
internal sealed record ComparedPair(string Fold, bool Same, float? Similarity);

/// <summary>How well faces tell people apart, by the protocol of Labeled Faces in the Wild. Shares are 0..1.</summary>
/// <param name="Pairs">Pairs in the file.</param>
/// <param name="Accuracy">
/// Mean over folds of the share of right answers with the threshold that is best on all other folds; with a single fold
/// the threshold is chosen on that fold itself, which flatters. A pair without two faces is a wrong answer.
/// </param>
/// <param name="TarAtFar001">
/// Share of the same-person pairs accepted by the lowest threshold that accepts at most 1 % of the others; null without
/// pairs of both kinds. A pair without two faces is not accepted.
/// </param>
/// <param name="TarAtFar0001">The same at 0.1 %: of fewer than 1,000 pairs of two people, none is accepted.</param>
/// <param name="FacesNotFound">Number of distinct photos in which no face was found, or that cannot be read.</param>
internal sealed record VerifyFigures(
    int Pairs, double Accuracy, double? TarAtFar001, double? TarAtFar0001, int FacesNotFound)
{
    /// <summary>What reading the photos took; null where pairs were measured without photos.</summary>
    public ReadingCost? Reading { get; init; }

    /// <exception cref="ArgumentException">There is no pair.</exception>
    public static VerifyFigures Measure(IReadOnlyList<ComparedPair> pairs, int facesNotFound)
    {
        if (pairs.Count == 0)
            throw new ArgumentException("There is no pair to measure.", nameof(pairs));
        var folds = pairs.GroupBy(pair => pair.Fold, StringComparer.Ordinal).ToList();
        var accuracy = folds.Average(fold =>
        {
            var others = folds.Count == 1 ? pairs : [.. pairs.Where(pair => pair.Fold != fold.Key)];
            var threshold = BestThreshold(others);
            return fold.Average(pair => IsRight(pair, threshold) ? 1.0 : 0);
        });
        return new VerifyFigures(
            pairs.Count, accuracy, AcceptedAt(pairs, 0.01), AcceptedAt(pairs, 0.001), facesNotFound);
    }

    private static bool IsRight(ComparedPair pair, double threshold) =>
        pair.Similarity is { } similarity && (similarity > threshold) == pair.Same;

    /// <summary>The threshold with the most right answers; of several ranges that are as good, the middle of the lowest.</summary>
    internal static double BestThreshold(IEnumerable<ComparedPair> pairs)
    {
        var ordered = pairs.Where(pair => pair.Similarity is not null)
            .OrderBy(pair => pair.Similarity).ToList();
        // Below all similarities everything is accepted; each step past a pair turns one answer round.
        var right = ordered.Count(pair => pair.Same);
        var (best, threshold) = (right, -1.0);
        for (var i = 0; i < ordered.Count; i++)
        {
            right += ordered[i].Same ? -1 : 1;
            var next = i + 1 < ordered.Count ? ordered[i + 1].Similarity!.Value : 1;
            if (right > best && next > ordered[i].Similarity!.Value)
                (best, threshold) = (right, ((double)ordered[i].Similarity!.Value + next) / 2);
        }
        return threshold;
    }

    private static double? AcceptedAt(IReadOnlyList<ComparedPair> pairs, double falseShare)
    {
        var same = pairs.Where(pair => pair.Same).ToList();
        var different = pairs.Where(pair => !pair.Same)
            .Select(pair => pair.Similarity ?? float.NegativeInfinity).OrderDescending().ToList();
        if (same.Count == 0 || different.Count == 0)
            return null;
        // The most alike pair that must be refused; the little more guards against 2.999… of 300.
        var limit = different[(int)((falseShare * different.Count) + 1e-6)];
        return (double)same.Count(pair => pair.Similarity > limit) / same.Count;
    }
}
