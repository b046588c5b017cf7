namespace Recognize.Models.Landmarks.Matching;

/// <summary>A point of the first image and where it is in the second.</summary>
internal readonly record struct PointPair(double FromX, double FromY, double ToX, double ToY);

/// <summary>Least-squares maps of the plane through pairs of points.</summary>
internal static class TransformFit
{
    public const int AffineMinPairs = 3;
    public const int HomographyMinPairs = 4;

    /// <summary>The affine map with the least squared error, or null when the points do not determine one.</summary>
    public static PlaneTransform? Affine(IReadOnlyList<PointPair> pairs)
    {
        if (pairs.Count < AffineMinPairs)
            return null;
        var (from, to) = Normalise(pairs);
        var system = new NormalEquations(6);
        Span<double> row = stackalloc double[6];
        foreach (var pair in pairs)
        {
            var (x, y) = from.Apply(pair.FromX, pair.FromY);
            var (u, v) = to.Apply(pair.ToX, pair.ToY);
            (row[0], row[1], row[2], row[3], row[4], row[5]) = (x, y, 1, 0, 0, 0);
            system.Add(row, u);
            (row[0], row[1], row[2], row[3], row[4], row[5]) = (0, 0, 0, x, y, 1);
            system.Add(row, v);
        }
        return system.Solve() is { } s
            ? Compose(new PlaneTransform(s[0], s[1], s[2], s[3], s[4], s[5]), from, to)
            : null;
    }

    /// <summary>
    /// The homography with the least algebraic error in normalised coordinates (Hartley 1997), or null when the points
    /// do not determine one.
    /// </summary>
    public static PlaneTransform? Homography(IReadOnlyList<PointPair> pairs)
    {
        if (pairs.Count < HomographyMinPairs)
            return null;
        var (from, to) = Normalise(pairs);
        var system = new NormalEquations(8);
        Span<double> row = stackalloc double[8];
        foreach (var pair in pairs)
        {
            var (x, y) = from.Apply(pair.FromX, pair.FromY);
            var (u, v) = to.Apply(pair.ToX, pair.ToY);
            (row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7]) = (x, y, 1, 0, 0, 0, -u * x, -u * y);
            system.Add(row, u);
            (row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7]) = (0, 0, 0, x, y, 1, -v * x, -v * y);
            system.Add(row, v);
        }
        return system.Solve() is { } s
            ? Compose(new PlaneTransform(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7]), from, to)
            : null;
    }

    /// <summary>Maps that bring each side's points around the origin, at a mean distance of √2 (Hartley 1997).</summary>
    private static (PlaneTransform From, PlaneTransform To) Normalise(IReadOnlyList<PointPair> pairs) =>
        (Centre(pairs, pair => (pair.FromX, pair.FromY)), Centre(pairs, pair => (pair.ToX, pair.ToY)));

    private static PlaneTransform Centre(IReadOnlyList<PointPair> pairs, Func<PointPair, (double X, double Y)> side)
    {
        var (meanX, meanY) = (pairs.Average(pair => side(pair).X), pairs.Average(pair => side(pair).Y));
        var distance = pairs.Average(pair =>
        {
            var (x, y) = side(pair);
            return Math.Sqrt(((x - meanX) * (x - meanX)) + ((y - meanY) * (y - meanY)));
        });
        var scale = distance > 0 ? Math.Sqrt(2) / distance : 1;
        return new PlaneTransform(scale, 0, -scale * meanX, 0, scale, -scale * meanY);
    }

    /// <summary>to⁻¹ · between · from; both ends only scale and shift. Null when the origin is sent to infinity.</summary>
    private static PlaneTransform? Compose(PlaneTransform between, PlaneTransform from, PlaneTransform to)
    {
        var (s, fx, fy) = (from.Xx, from.X1, from.Y1);
        var wx = between.Wx * s;
        var wy = between.Wy * s;
        var w = (between.Wx * fx) + (between.Wy * fy) + 1;
        if (Math.Abs(w) < 1e-9)
            return null;
        var x1 = (between.Xx * fx) + (between.Xy * fy) + between.X1;
        var y1 = (between.Yx * fx) + (between.Yy * fy) + between.Y1;
        return new PlaneTransform(
            Back(between.Xx * s, wx, to.X1), Back(between.Xy * s, wy, to.X1), Back(x1, w, to.X1),
            Back(between.Yx * s, wx, to.Y1), Back(between.Yy * s, wy, to.Y1), Back(y1, w, to.Y1),
            wx / w, wy / w);

        double Back(double value, double weight, double shift) => (value - (shift * weight)) / to.Xx / w;
    }
}
