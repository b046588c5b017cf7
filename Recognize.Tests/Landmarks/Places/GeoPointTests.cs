using Recognize.Models.Landmarks.Places;

namespace Recognize.Tests.Landmarks.Places;

public sealed class GeoPointTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.0004, -0.0009)]
    [InlineData(double.NaN, 10)]
    [InlineData(10, double.NaN)]
    [InlineData(double.PositiveInfinity, 10)]
    [InlineData(90.1, 10)]
    [InlineData(-90.1, 10)]
    [InlineData(10, 180.1)]
    [InlineData(10, -180.1)]
    public void IsPlausible_IsFalse_ForWhatNobodyCanBeAt(double latitude, double longitude)
    {
        Assert.False(new GeoPoint(latitude, longitude).IsPlausible);
    }

    [Theory]
    [InlineData(0, 6.7)]
    [InlineData(5.6, 0)]
    [InlineData(90, 0)]
    [InlineData(-90, 180)]
    [InlineData(-17, -180)]
    public void IsPlausible_IsTrue_OnTheEquatorTheMeridianAndAtThePoles(double latitude, double longitude)
    {
        Assert.True(new GeoPoint(latitude, longitude).IsPlausible);
    }

    // Distances as published for these pairs of airports and cities, to half a percent of the sphere against the ellipsoid.
    [Theory]
    [InlineData(51.5074, -0.1278, 48.8566, 2.3522, 343_900)]
    [InlineData(40.7128, -74.0060, 34.0522, -118.2437, 3_940_000)]
    [InlineData(-33.8688, 151.2093, -36.8485, 174.7633, 2_156_000)]
    [InlineData(0, 179.5, 0, -179.5, 111_195)]
    [InlineData(89.9, 0, 89.9, 180, 22_239)]
    [InlineData(0, 0, 0, 180, 20_015_115)]
    public void MetresTo_IsTheGreatCircle(double fromLatitude, double fromLongitude, double toLatitude, double toLongitude, double metres)
    {
        var from = new GeoPoint(fromLatitude, fromLongitude);
        var to = new GeoPoint(toLatitude, toLongitude);

        var there = from.MetresTo(to);
        var back = to.MetresTo(from);

        Assert.Equal(there, back, 0.001);
        Assert.InRange(there, metres * 0.995, metres * 1.005);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(250)]
    [InlineData(40_000)]
    [InlineData(9_000_000)]
    public void SquaredChord_AgreesWithTheGreatCircle(double metres)
    {
        Assert.Equal(metres, GeoPoint.MetresOfSquaredChord(GeoPoint.SquaredChord(metres)), metres * 1e-6);
    }
}
