using Recognize.Models.Landmarks.Features;

namespace Recognize.Models.Landmarks.Matching;

/// <summary>
/// Once a map is known, finds the features that look alike where the map puts them, though another place of the image
/// looks more alike still: of the same scene there are many, of two scenes hardly any.
/// </summary>
internal static class GuidedSearch
{
    // Cosine of descriptors. Of places that have nothing in common, 1 in some hundred reaches it.
    private const float MinSimilarity = 0.88f;

    private const double MaxScaleError = 1.5;

    /// <summary>Pairs that look alike and agree with the map, each feature at most once.</summary>
    /// <param name="first">Features of the first image.</param>
    /// <param name="second">Features of the second image.</param>
    /// <param name="transform">From the first image to the second.</param>
    /// <param name="tolerancePixels">Most distance from where the map puts a feature.</param>
    public static List<FeatureMatch> Find(
        LocalFeatures first, LocalFeatures second, PlaneTransform transform, double tolerancePixels)
    {
        var found = new List<(FeatureMatch Match, int Similarity)>();
        for (var i = 0; i < first.Count; i++)
        {
            var place = first.Places[i];
            var distortion = transform.At(place.X, place.Y);
            if (!distortion.IsPossible)
                continue;
            var (x, y) = transform.Apply(place.X, place.Y);
            var scale = place.Scale * distortion.Scale;
            for (var j = 0; j < second.Count; j++)
            {
                var other = second.Places[j];
                if (Math.Abs(other.X - x) <= tolerancePixels && Math.Abs(other.Y - y) <= tolerancePixels
                    && other.Scale <= MaxScaleError * scale && scale <= MaxScaleError * other.Scale
                    && Similarity(first, i, second, j) is >= MinDot and var similarity)
                    found.Add((new FeatureMatch(i, j), similarity));
            }
        }
        return KeepBest(found);
    }

    private const int MinDot = (int)(MinSimilarity * LocalFeatures.DescriptorNorm * LocalFeatures.DescriptorNorm);

    private static int Similarity(LocalFeatures first, int i, LocalFeatures second, int j) =>
        new WideDescriptor(first.Descriptor(i)).Dot(second.Descriptor(j));

    private static List<FeatureMatch> KeepBest(List<(FeatureMatch Match, int Similarity)> found)
    {
        var (usedFirst, usedSecond) = (new HashSet<int>(), new HashSet<int>());
        var kept = new List<FeatureMatch>();
        foreach (var (match, _) in found.OrderByDescending(candidate => candidate.Similarity))
        {
            if (usedFirst.Contains(match.First) || usedSecond.Contains(match.Second))
                continue;
            usedFirst.Add(match.First);
            usedSecond.Add(match.Second);
            kept.Add(match);
        }
        return kept;
    }
}
