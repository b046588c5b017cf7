namespace Recognize.Models.Landmarks.Matching;

/// <summary>Area of the convex hull of points.</summary>
internal static class ConvexArea
{
    public static double Of(IEnumerable<(double X, double Y)> points)
    {
        var sorted = points.Order().ToArray();
        if (sorted.Length < 3)
            return 0;
        // Andrew's monotone chain: lower side, then upper side.
        var hull = new List<(double X, double Y)>();
        foreach (var side in new[] { sorted, [.. sorted.Reverse()] })
        {
            var start = hull.Count;
            foreach (var point in side)
            {
                while (hull.Count - start >= 2 && Cross(hull[^2], hull[^1], point) <= 0)
                    hull.RemoveAt(hull.Count - 1);
                hull.Add(point);
            }
            hull.RemoveAt(hull.Count - 1);
        }
        double twice = 0;
        for (var i = 0; i < hull.Count; i++)
        {
            var (a, b) = (hull[i], hull[(i + 1) % hull.Count]);
            twice += (a.X * b.Y) - (b.X * a.Y);
        }
        return Math.Abs(twice) / 2;
    }

    private static double Cross((double X, double Y) origin, (double X, double Y) a, (double X, double Y) b) =>
        ((a.X - origin.X) * (b.Y - origin.Y)) - ((a.Y - origin.Y) * (b.X - origin.X));
}
