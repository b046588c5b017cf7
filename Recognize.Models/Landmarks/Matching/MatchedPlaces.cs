using Recognize.Models.Landmarks.Features;

namespace Recognize.Models.Landmarks.Matching;

/// <summary>The matches of two images, and which of them agree with a map.</summary>
internal sealed class MatchedPlaces
{
    // Features closer than this show the same corner: counted twice they would outweigh two corners.
    private const double SamePlacePixels = 4;

    private readonly (LocalFeature First, LocalFeature Second)[] _features;
    private readonly PointPair[] _pairs;

    public MatchedPlaces(LocalFeatures first, LocalFeatures second, IReadOnlyList<FeatureMatch> matches)
    {
        _features = [.. matches.Select(match => (first.Places[match.First], second.Places[match.Second]))];
        _pairs = [.. _features.Select(match => new PointPair(match.First.X, match.First.Y, match.Second.X, match.Second.Y))];
        FirstArea = (double)first.Width * first.Height;
        SecondArea = (double)second.Width * second.Height;
    }

    public int Count => _pairs.Length;

    /// <summary>Square pixels of the first image.</summary>
    public double FirstArea { get; }

    /// <summary>Square pixels of the second image.</summary>
    public double SecondArea { get; }

    public PointPair this[int index] => _pairs[index];

    public IReadOnlyList<PointPair> Of(IEnumerable<int> indices) => [.. indices.Select(index => _pairs[index])];

    /// <summary>The map that one match alone suggests.</summary>
    public PlaneTransform GuessFrom(int index)
    {
        var (first, second) = _features[index];
        return PlaneTransform.Similarity(
            second.Scale / first.Scale, second.Turn - first.Turn, first.X, first.Y, second.X, second.Y);
    }

    /// <summary>Matches whose place, size and direction agree with a map.</summary>
    /// <param name="transform">From the first image to the second.</param>
    /// <param name="tolerancePixels">Most distance from where the map puts a point; in both images.</param>
    /// <param name="maxScaleError">Most ratio between the size of a match and what the map does there.</param>
    /// <param name="maxTurnError">Most difference of direction, in turns.</param>
    public List<int> Inliers(
        PlaneTransform transform, double tolerancePixels, double maxScaleError, double maxTurnError)
    {
        var inliers = new List<int>();
        for (var i = 0; i < _pairs.Length; i++)
        {
            var pair = _pairs[i];
            var (x, y) = transform.Apply(pair.FromX, pair.FromY);
            var (dx, dy) = (x - pair.ToX, y - pair.ToY);
            var squared = (dx * dx) + (dy * dy);
            if (!(squared <= tolerancePixels * tolerancePixels))
                continue;
            var distortion = transform.At(pair.FromX, pair.FromY);
            // The same distance seen in the first image, when the second one is the smaller.
            var scale = distortion.Scale;
            if (!(squared <= tolerancePixels * tolerancePixels * scale * scale) && scale < 1)
                continue;
            var (first, second) = _features[i];
            var scaleError = second.Scale / first.Scale / scale;
            if (!(scaleError <= maxScaleError && scaleError >= 1 / maxScaleError))
                continue;
            var turnError = second.Turn - first.Turn - distortion.Turn;
            if (Math.Abs(turnError - Math.Round(turnError)) <= maxTurnError)
                inliers.Add(i);
        }
        return inliers;
    }

    /// <summary>As <see cref="Inliers"/>, but of several at one place of an image only the one that fits best.</summary>
    public List<int> DistinctInliers(
        PlaneTransform transform, double tolerancePixels, double maxScaleError, double maxTurnError)
    {
        var distinct = new List<int>();
        var byError = Inliers(transform, tolerancePixels, maxScaleError, maxTurnError)
            .OrderBy(index => Error(transform, _pairs[index]));
        foreach (var index in byError)
        {
            if (distinct.All(other => AreApart(_pairs[index], _pairs[other])))
                distinct.Add(index);
        }
        return distinct;
    }

    /// <summary>Distance in the second image between a point and where the map puts it.</summary>
    public static double Error(PlaneTransform transform, PointPair pair)
    {
        var (x, y) = transform.Apply(pair.FromX, pair.FromY);
        return Math.Sqrt(((x - pair.ToX) * (x - pair.ToX)) + ((y - pair.ToY) * (y - pair.ToY)));
    }

    private static bool AreApart(PointPair one, PointPair other) =>
        AreApart(one.FromX - other.FromX, one.FromY - other.FromY) && AreApart(one.ToX - other.ToX, one.ToY - other.ToY);

    private static bool AreApart(double dx, double dy) => (dx * dx) + (dy * dy) > SamePlacePixels * SamePlacePixels;
}
