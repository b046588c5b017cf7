using Recognize.Models.Landmarks.Features;

namespace Recognize.Models.Landmarks.Matching;

/// <summary>The matches of two images, and which of them agree with a map.</summary>
internal sealed class MatchedPlaces
{
    /// <summary>How far the size of a match may be off from what the map does at its place.</summary>
    public const double MaxScaleError = 2;

    // Features closer than this show the same corner: counted twice they would outweigh two corners.
    private const double SamePlacePixels = 4;

    private readonly PointPair[] _pairs;
    private readonly float[] _scales;

    public MatchedPlaces(LocalFeatures first, LocalFeatures second, IReadOnlyList<FeatureMatch> matches)
    {
        _pairs = new PointPair[matches.Count];
        _scales = new float[matches.Count];
        for (var i = 0; i < _pairs.Length; i++)
        {
            var (from, to) = (first.Places[matches[i].First], second.Places[matches[i].Second]);
            _pairs[i] = new PointPair(from.X, from.Y, to.X, to.Y);
            _scales[i] = to.Scale / from.Scale;
        }
    }

    public int Count => _pairs.Length;

    public IReadOnlyList<PointPair> Of(IEnumerable<int> indices) => [.. indices.Select(index => _pairs[index])];

    /// <summary>The map that one match alone suggests.</summary>
    public PlaneTransform GuessFrom(int index)
    {
        var pair = _pairs[index];
        return PlaneTransform.Enlargement(_scales[index], pair.FromX, pair.FromY, pair.ToX, pair.ToY);
    }

    /// <summary>Matches whose place and size agree with a map that is possible where they are.</summary>
    /// <param name="transform">From the first image to the second.</param>
    /// <param name="tolerancePixels">Most distance from where the map puts a point, in either image.</param>
    public List<int> Inliers(PlaneTransform transform, double tolerancePixels)
    {
        var inliers = new List<int>();
        for (var i = 0; i < _pairs.Length; i++)
        {
            // Not "greater": the map may send a point nowhere, and that is not near.
            var error = Error(transform, _pairs[i]);
            if (!(error <= tolerancePixels))
                continue;
            var distortion = transform.At(_pairs[i].FromX, _pairs[i].FromY);
            if (distortion.IsPossible
                && error <= tolerancePixels * distortion.Scale
                && _scales[i] / distortion.Scale is <= MaxScaleError and >= 1 / MaxScaleError)
                inliers.Add(i);
        }
        return inliers;
    }

    /// <summary>As <see cref="Inliers"/>, but of several at one place of an image only the one that fits best.</summary>
    public List<int> DistinctInliers(PlaneTransform transform, double tolerancePixels)
    {
        var distinct = new List<int>();
        foreach (var index in Inliers(transform, tolerancePixels).OrderBy(index => Error(transform, _pairs[index])))
        {
            if (distinct.TrueForAll(other => AreApart(_pairs[index], _pairs[other])))
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
