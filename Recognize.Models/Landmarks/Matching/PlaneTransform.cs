namespace Recognize.Models.Landmarks.Matching;

/// <summary>
/// A projective map of the plane: (x, y) to ((Xx·x + Xy·y + X1) / w, (Yx·x + Yy·y + Y1) / w) with w = Wx·x + Wy·y + 1.
/// </summary>
internal readonly record struct PlaneTransform(
    double Xx, double Xy, double X1, double Yx, double Yy, double Y1, double Wx = 0, double Wy = 0)
{
    /// <summary>An enlargement and a shift that take one point to another.</summary>
    public static PlaneTransform Enlargement(double scale, double fromX, double fromY, double toX, double toY) =>
        new(scale, 0, toX - (scale * fromX), 0, scale, toY - (scale * fromY));

    public (double X, double Y) Apply(double x, double y)
    {
        var w = (Wx * x) + (Wy * y) + 1;
        return (((Xx * x) + (Xy * y) + X1) / w, ((Yx * x) + (Yy * y) + Y1) / w);
    }

    /// <summary>What the map does to the close surroundings of a point.</summary>
    public LocalDistortion At(double x, double y)
    {
        var w = (Wx * x) + (Wy * y) + 1;
        var (toX, toY) = Apply(x, y);
        return new LocalDistortion(
            (Xx - (Wx * toX)) / w, (Xy - (Wy * toX)) / w, (Yx - (Wx * toY)) / w, (Yy - (Wy * toY)) / w, w > 0);
    }
}

/// <summary>The linear map that is nearest to a <see cref="PlaneTransform"/> around one point.</summary>
/// <param name="Xx">Change of the column with the column.</param>
/// <param name="Xy">Change of the column with the row.</param>
/// <param name="Yx">Change of the row with the column.</param>
/// <param name="Yy">Change of the row with the row.</param>
/// <param name="InFront">The point is on the visible side of the plane.</param>
internal readonly record struct LocalDistortion(double Xx, double Xy, double Yx, double Yy, bool InFront)
{
    private const double MaxScale = 8;
    private const double MaxStretch = 2.5;
    private const double MaxTurn = 1.0 / 12;

    /// <summary>
    /// Two upright photos of one thing can differ so: not mirrored, not seen from behind, not turned much, and neither
    /// larger nor more foreshortened than features can still be compared.
    /// </summary>
    public bool IsPossible =>
        InFront && Determinant > 0 && Scale is < MaxScale and > 1 / MaxScale
        && Math.Abs(Turn) < MaxTurn && Stretch < MaxStretch;

    /// <summary>Change of area; negative when the map mirrors.</summary>
    public double Determinant => (Xx * Yy) - (Xy * Yx);

    /// <summary>Enlargement, of which the change of area is the square.</summary>
    public double Scale => Math.Sqrt(Math.Abs(Determinant));

    /// <summary>Turn, in turns, between -0.5 and 0.5.</summary>
    public double Turn => Math.Atan2(Yx - Xy, Xx + Yy) / Math.Tau;

    /// <summary>The largest over the smallest enlargement of any direction; 1 for a similarity.</summary>
    public double Stretch
    {
        get
        {
            var squares = (Xx * Xx) + (Xy * Xy) + (Yx * Yx) + (Yy * Yy);
            var determinant = Math.Abs(Determinant);
            if (determinant < 1e-12)
                return double.PositiveInfinity;
            // Singular values s ≥ t: s² + t² = squares, s·t = determinant.
            var half = squares / (2 * determinant);
            return half + Math.Sqrt(Math.Max(0, (half * half) - 1));
        }
    }
}
