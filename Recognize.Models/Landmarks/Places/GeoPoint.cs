namespace Recognize.Models.Landmarks.Places;

/// <summary>A point on the earth, in degrees: north and east are positive.</summary>
public readonly record struct GeoPoint(double Latitude, double Longitude)
{
    /// <summary>Mean radius of the earth in metres (IUGG).</summary>
    public const double EarthRadiusMetres = 6_371_008.8;

    /// <summary>A camera without a fix writes zeros, or something next to them; nobody lives there.</summary>
    private const double NullIslandDegrees = 0.001;

    /// <summary>
    /// Whether somebody can have been there: both numbers in range, and not the point 0, 0 that stands for "unknown".
    /// </summary>
    public bool IsPlausible =>
        Latitude is >= -90 and <= 90
        && Longitude is >= -180 and <= 180
        && (Math.Abs(Latitude) > NullIslandDegrees || Math.Abs(Longitude) > NullIslandDegrees);

    /// <summary>Great-circle distance by the haversine formula, right across the antimeridian and at the poles.</summary>
    public double MetresTo(GeoPoint other)
    {
        var byLatitude = Math.Sin(double.DegreesToRadians(other.Latitude - Latitude) / 2);
        var byLongitude = Math.Sin(double.DegreesToRadians(other.Longitude - Longitude) / 2);
        var haversine = (byLatitude * byLatitude)
            + (Math.Cos(double.DegreesToRadians(Latitude)) * Math.Cos(double.DegreesToRadians(other.Latitude))
                * byLongitude * byLongitude);
        return 2 * EarthRadiusMetres * Math.Asin(Math.Min(1, Math.Sqrt(haversine)));
    }

    /// <summary>The point on a ball of radius 1, where comparing two distances takes no trigonometry.</summary>
    internal (double X, double Y, double Z) OnUnitSphere()
    {
        var (sine, cosine) = Math.SinCos(double.DegreesToRadians(Latitude));
        var (sineOfLongitude, cosineOfLongitude) = Math.SinCos(double.DegreesToRadians(Longitude));
        return (cosine * cosineOfLongitude, cosine * sineOfLongitude, sine);
    }

    /// <summary>The square of the straight line through the unit ball between points that are so far apart on its surface.</summary>
    internal static double SquaredChord(double metres)
    {
        var half = Math.Sin(Math.Min(metres / EarthRadiusMetres, Math.PI) / 2);
        return 4 * half * half;
    }

    /// <summary>Undoes <see cref="SquaredChord"/>.</summary>
    internal static double MetresOfSquaredChord(double squaredChord) =>
        2 * EarthRadiusMetres * Math.Asin(Math.Min(1, Math.Sqrt(squaredChord) / 2));
}
