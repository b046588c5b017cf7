using Recognize.Models.Landmarks.Features;

namespace Recognize.Models.Landmarks.Matching;

/// <summary>
/// Finds the map of the plane that most matches of two images agree with. Each match alone says how large one image is
/// against the other and where, so every match is tried as a guess (Philbin et al. 2007) instead of random ones, and
/// the best guesses are refined to an affine map and to a homography: the same images always give the same answer.
/// Thread-safe.
/// </summary>
internal static class SceneMatcher
{
    /// <summary>Fewer seeds than this are chance; the work on them is saved.</summary>
    public const int MinSeeds = 5;

    // The right guess is rarely the very best before it is refined.
    private const int RefinedGuesses = 5;
    private const int MaxRefinements = 6;

    // In pixels of the work size. A guess from one match is off by more the farther away a point is; buildings are no
    // planes, so that the refined map must leave room for depth, too.
    private const double GuessTolerancePixels = 20;
    private const double TolerancePixels = 8;

    /// <returns>Null when the images agree on nothing.</returns>
    public static SceneMatch? Match(LocalFeatures first, LocalFeatures second)
    {
        var matches = DescriptorMatcher.Match(first, second);
        if (matches.Count < MinSeeds)
            return null;
        var places = new MatchedPlaces(first, second, matches);

        SceneMatch? best = null;
        foreach (var guess in Guesses(places))
        {
            var transform = Refine(places, guess);
            var seeds = places.DistinctInliers(transform, TolerancePixels).Count;
            if (seeds < MinSeeds)
                continue;
            var found = Measure(first, second, matches, transform, seeds);
            if (best is null || found.Inliers > best.Inliers
                || (found.Inliers == best.Inliers && found.ErrorPixels < best.ErrorPixels))
                best = found;
        }
        return best;
    }

    private static IEnumerable<PlaneTransform> Guesses(MatchedPlaces places) =>
        Enumerable.Range(0, places.Count)
            .Select(places.GuessFrom)
            .Select(guess => (Guess: guess, places.Inliers(guess, GuessTolerancePixels).Count))
            .Where(candidate => candidate.Count >= MinSeeds)
            .OrderByDescending(candidate => candidate.Count)
            .Take(RefinedGuesses)
            .Select(candidate => candidate.Guess);

    private static PlaneTransform Refine(MatchedPlaces places, PlaneTransform guess)
    {
        var transform = guess;
        var inliers = places.Inliers(guess, GuessTolerancePixels);
        for (var step = 0; step < MaxRefinements; step++)
        {
            // First a coarse pull, then the tolerance that counts.
            var tolerance = step == 0 ? (GuessTolerancePixels + TolerancePixels) / 2 : TolerancePixels;
            if (TransformFit.Affine(places.Of(inliers)) is not { } affine)
                break;
            var next = places.Inliers(affine, tolerance);
            if (step > 1 && next.Count <= inliers.Count)
                break;
            (transform, inliers) = (affine, next);
        }
        return RefineToHomography(places, transform);
    }

    /// <summary>A homography has more freedom: it is taken only where it explains more.</summary>
    private static PlaneTransform RefineToHomography(MatchedPlaces places, PlaneTransform affine)
    {
        var (best, inliers) = (affine, places.Inliers(affine, TolerancePixels));
        for (var step = 0; step < 2; step++)
        {
            if (TransformFit.Homography(places.Of(inliers)) is not { } homography)
                break;
            var explained = places.Inliers(homography, TolerancePixels);
            if (explained.Count <= inliers.Count)
                break;
            (best, inliers) = (homography, explained);
        }
        return best;
    }

    private static SceneMatch Measure(
        LocalFeatures first, LocalFeatures second, List<FeatureMatch> matches, PlaneTransform transform, int seeds)
    {
        var guided = GuidedSearch.Find(first, second, transform, TolerancePixels);
        var all = new MatchedPlaces(first, second, [.. matches, .. guided.Except(matches)]);
        var inliers = all.Of(all.DistinctInliers(transform, TolerancePixels));
        return new SceneMatch(
            inliers.Count,
            seeds,
            transform,
            ConvexArea.Of(inliers.Select(pair => (pair.FromX, pair.FromY))) / ((double)first.Width * first.Height),
            ConvexArea.Of(inliers.Select(pair => (pair.ToX, pair.ToY))) / ((double)second.Width * second.Height),
            Math.Min(1, (double)inliers.Count / Math.Max(1, CountShared(first, second, transform))),
            CoreError(inliers, transform));
    }

    /// <summary>
    /// The median distance from the map that fits the better half best: a few chance matches at the rim of the tolerance
    /// bend the common map, but not this one.
    /// </summary>
    private static double CoreError(IReadOnlyList<PointPair> inliers, PlaneTransform transform)
    {
        const int steps = 5;
        for (var step = 0; step < steps; step++)
        {
            var core = inliers
                .OrderBy(pair => MatchedPlaces.Error(transform, pair))
                .Take(Math.Max(TransformFit.HomographyMinPairs, inliers.Count / 2));
            if (TransformFit.Affine([.. core]) is not { } affine)
                break;
            transform = affine;
        }
        return inliers.Select(pair => MatchedPlaces.Error(transform, pair)).Order().ElementAt(inliers.Count / 2);
    }

    /// <summary>Features that both images could show: at most as many as either has of the shared part.</summary>
    private static int CountShared(LocalFeatures first, LocalFeatures second, PlaneTransform transform)
    {
        var inside = first.Places.Count(place =>
        {
            var (x, y) = transform.Apply(place.X, place.Y);
            return x >= 0 && y >= 0 && x < second.Width && y < second.Height;
        });
        return Math.Min(inside, second.Count);
    }
}
