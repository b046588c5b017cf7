using Recognize.Models.Landmarks.Features;

namespace Recognize.Models.Landmarks.Matching;

/// <summary>
/// Finds the map of the plane that most matches of two images agree with. Each match alone says how large and turned
/// one image is against the other, so every match is tried as a guess (Philbin et al. 2007) instead of random ones, and
/// the best guesses are refined to an affine map and to a homography: the same images always give the same answer.
/// Thread-safe.
/// </summary>
internal static class SceneMatcher
{
    /// <summary>Guesses that are refined: the right one is rarely the very best before.</summary>
    private const int RefinedGuesses = 5;

    private const int MaxRefinements = 6;

    // In pixels of the work size. A guess from one match is off by more the farther away a point is; buildings are no
    // planes, so that the refined map must leave room for depth, too.
    private const double GuessTolerancePixels = 20;
    private const double TolerancePixels = 8;

    // How far the size and direction of a match may be off from what the map does at its place.
    private const double MaxScaleError = 2;
    private const double MaxTurnError = 1.0 / 12;

    /// <returns>Null when no map has as many as <see cref="TransformFit.HomographyMinPairs"/> inliers and is possible.</returns>
    public static SceneMatch? Match(LocalFeatures first, LocalFeatures second)
    {
        var matches = DescriptorMatcher.Match(first, second);
        if (matches.Count < TransformFit.HomographyMinPairs)
            return null;
        var pairs = new MatchedPlaces(first, second, matches);

        SceneMatch? best = null;
        foreach (var guess in Guesses(pairs))
        {
            if (Refine(pairs, guess) is not { } refined || !IsPossible(pairs, refined))
                continue;
            var found = Measure(pairs, refined);
            if (best is null || found.Inliers > best.Inliers
                || (found.Inliers == best.Inliers && found.ErrorPixels < best.ErrorPixels))
                best = found;
        }
        return best is { Inliers: >= TransformFit.HomographyMinPairs } ? best : null;
    }

    private static IEnumerable<PlaneTransform> Guesses(MatchedPlaces pairs) =>
        Enumerable.Range(0, pairs.Count)
            .Select(pairs.GuessFrom)
            .Select(guess => (Guess: guess, pairs.Inliers(guess, GuessTolerancePixels, MaxScaleError, MaxTurnError).Count))
            .OrderByDescending(candidate => candidate.Count)
            .Take(RefinedGuesses)
            .Select(candidate => candidate.Guess);

    private static PlaneTransform? Refine(MatchedPlaces pairs, PlaneTransform guess)
    {
        var inliers = pairs.Inliers(guess, GuessTolerancePixels, MaxScaleError, MaxTurnError);
        var transform = guess;
        for (var step = 0; step < MaxRefinements; step++)
        {
            // First the coarse pull, then the tolerance that counts.
            var tolerance = step == 0 ? (GuessTolerancePixels + TolerancePixels) / 2 : TolerancePixels;
            if (TransformFit.Affine(pairs.Of(inliers)) is not { } affine)
                return null;
            var next = pairs.Inliers(affine, tolerance, MaxScaleError, MaxTurnError);
            var settled = step > 0 && next.Count <= inliers.Count;
            if (settled && next.Count < inliers.Count)
                break;
            (transform, inliers) = (affine, next);
            if (settled)
                break;
        }
        // A homography has more freedom: it is taken where it explains more.
        if (TransformFit.Homography(pairs.Of(inliers)) is not { } homography)
            return transform;
        var explained = pairs.Inliers(homography, TolerancePixels, MaxScaleError, MaxTurnError);
        if (explained.Count <= inliers.Count)
            return transform;
        var again = TransformFit.Homography(pairs.Of(explained));
        return again is { } last
            && pairs.Inliers(last, TolerancePixels, MaxScaleError, MaxTurnError).Count >= explained.Count
            ? last
            : homography;
    }

    /// <summary>A camera can have seen it: nothing mirrored, nothing behind it, nothing squeezed to a line.</summary>
    private static bool IsPossible(MatchedPlaces pairs, PlaneTransform transform)
    {
        const double maxScale = 8;
        const double maxStretch = 3;
        var inliers = pairs.Inliers(transform, TolerancePixels, MaxScaleError, MaxTurnError);
        return inliers.All(i =>
        {
            var pair = pairs[i];
            var distortion = transform.At(pair.FromX, pair.FromY);
            return distortion is { InFront: true, Determinant: > 0, Scale: < maxScale and > 1 / maxScale, Stretch: < maxStretch };
        });
    }

    private static SceneMatch Measure(MatchedPlaces pairs, PlaneTransform transform)
    {
        var inliers = pairs.DistinctInliers(transform, TolerancePixels, MaxScaleError, MaxTurnError);
        var points = pairs.Of(inliers);
        return new SceneMatch(
            inliers.Count,
            pairs.Count,
            transform,
            ConvexArea.Of(points.Select(pair => (pair.FromX, pair.FromY))) / pairs.FirstArea,
            ConvexArea.Of(points.Select(pair => (pair.ToX, pair.ToY))) / pairs.SecondArea,
            points.Count == 0 ? 0 : points.Average(pair => MatchedPlaces.Error(transform, pair)));
    }
}
