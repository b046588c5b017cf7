using Recognize.Models.Landmarks.Gazetteer;
using Recognize.Models.Landmarks.Places;

namespace Recognize.Tests.Landmarks.Gazetteer;

/// <summary>On the equator a thousandth of a degree is 111 m either way.</summary>
public sealed class LandmarkGazetteerTests
{
    [Fact]
    public void Find_EndsAtTheRimOfTheFootprint()
    {
        var gazetteer = new LandmarkGazetteer([New("tower", 10, 250)]);

        var hit = Assert.Single(gazetteer.Find(new GeoPoint(0, 10.002)));

        Assert.Equal(222.4, hit.Metres, 0.5);
        Assert.Equal(0.89, hit.Depth, 0.01);
        Assert.Empty(gazetteer.Find(new GeoPoint(0, 10.0023)));
    }

    [Fact]
    public void Find_NamesTheSmallFirst_ThenWhatSurroundsIt()
    {
        var gazetteer = new LandmarkGazetteer(
            [New("park", 10, 20_000), New("waterfall", 10.01, 500), New("canyon", 10, 5_000)]);

        var found = gazetteer.Find(new GeoPoint(0, 10.012));

        Assert.Equal(["waterfall", "canyon", "park"], found.Select(hit => hit.Landmark.Id));
    }

    [Fact]
    public void Find_NamesOneOfNeighbours_TheOneThePointIsDeepestIn()
    {
        var gazetteer = new LandmarkGazetteer([New("church", 10, 200), New("square", 10.002, 250)]);

        var nearChurch = gazetteer.Find(new GeoPoint(0, 10.0005));
        var nearSquare = gazetteer.Find(new GeoPoint(0, 10.0015));

        Assert.Equal("church", Assert.Single(nearChurch).Landmark.Id);
        Assert.Equal("square", Assert.Single(nearSquare).Landmark.Id);
    }

    [Fact]
    public void Find_NamesThreeAtMost()
    {
        var gazetteer = new LandmarkGazetteer(
            [New("a", 10, 100), New("b", 10, 400), New("c", 10, 1_600), New("d", 10, 6_400)]);

        Assert.Equal(["a", "b", "c"], gazetteer.Find(new GeoPoint(0, 10)).Select(hit => hit.Landmark.Id));
    }

    [Theory]
    [InlineData(-17, 179.999, -17, -179.999)]
    [InlineData(-17, 180, -17, -180)]
    [InlineData(-89.999, 10, -89.999, -170)]
    [InlineData(90, 0, 90, 123)]
    public void Find_ReachesAcrossTheAntimeridianAndThePoles(
        double latitude, double longitude, double pointLatitude, double pointLongitude)
    {
        var landmark = New("edge", 10, 500) with { Center = new GeoPoint(latitude, longitude) };
        var gazetteer = new LandmarkGazetteer([landmark]);

        Assert.Single(gazetteer.Find(new GeoPoint(pointLatitude, pointLongitude)));
        Assert.Empty(gazetteer.Find(new GeoPoint(-pointLatitude, pointLongitude)));
    }

    [Fact]
    public void Find_FindsNothing_WhereNobodyCanBe()
    {
        var gazetteer = new LandmarkGazetteer([New("gulf", 0.5, 100_000)]);

        Assert.Empty(gazetteer.Find(new GeoPoint(0, 0)));
        Assert.Empty(gazetteer.Find(new GeoPoint(double.NaN, 0.5)));
        Assert.Single(gazetteer.Find(new GeoPoint(0, 0.1)));
    }

    [Fact]
    public void Gazetteer_RefusesTwoLandmarksOfOneId()
    {
        var error = Assert.Throws<FormatException>(() => new LandmarkGazetteer([New("a", 1, 100), New("a", 2, 100)]));

        Assert.Contains("twice", error.Message, StringComparison.Ordinal);
    }

    private static Landmark New(string id, double longitude, double radius) => new(
        id, LandmarkKind.Monument, ["AA"], new GeoPoint(0, longitude), radius,
        new Dictionary<string, string> { ["en"] = id }, []);
}
