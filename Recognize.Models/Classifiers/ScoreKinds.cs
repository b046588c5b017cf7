using Recognize.Models.Packs.Own;

namespace Recognize.Models.Classifiers;

/// <summary>Makes probabilities of what a network gives, and tells from the numbers what they are.</summary>
internal static class ScoreKinds
{
    /// <summary>Rounding, and the scores of quantised networks, go a little beyond the ends.</summary>
    private const float Slack = 1e-3f;

    /// <summary>What answers of the same output to several pictures look like.</summary>
    public static OwnOutputKind Guess(IReadOnlyList<float[]> answers)
    {
        if (answers.Any(scores => scores.Any(score => score is < -Slack or > 1 + Slack)))
            return OwnOutputKind.Logits;
        return answers.All(scores => Math.Abs(scores.Sum() - 1) < 0.02f) ? OwnOutputKind.Softmax : OwnOutputKind.Sigmoid;
    }

    /// <summary>Turns scores into probabilities, in place.</summary>
    public static void ToProbabilities(Span<float> scores, OwnOutputKind kind)
    {
        if (kind == OwnOutputKind.Logits)
        {
            Exponentiate(scores);
            return;
        }
        foreach (ref var score in scores)
            score = Math.Clamp(score, 0, 1);
    }

    private static void Exponentiate(Span<float> logits)
    {
        var largest = float.NegativeInfinity;
        foreach (var logit in logits)
            largest = Math.Max(largest, logit);
        // Shifting by the largest keeps the exponentials finite.
        double sum = 0;
        foreach (ref var logit in logits)
        {
            logit = MathF.Exp(logit - largest);
            sum += logit;
        }
        foreach (ref var logit in logits)
            logit = (float)(logit / sum);
    }
}
