using Recognize.Models.Landmarks.Places;

namespace Recognize.Tests.Landmarks.Places;

/// <summary>On the equator a hundredth of a degree is 1.1 km either way.</summary>
public sealed class CityFinderTests
{
    private static readonly City Metropolis = new(1, "Metropolis", "AA", 1_500_000, false, new GeoPoint(0, 20));

    [Theory]
    [InlineData(20.00, "Metropolis")]
    [InlineData(20.05, "Metropolis")]
    [InlineData(20.069, "Suburb")]
    [InlineData(20.08, "Suburb")]
    public void Find_GivesTheSuburbItsOwnStreets_InsideTheMetropolis(double longitude, string expected)
    {
        var cities = new CityIndex([Metropolis, new City(2, "Suburb", "AA", 100_000, false, new GeoPoint(0, 20.08))]);

        var found = CityFinder.Find(cities, new GeoPoint(0, longitude), null);

        Assert.Equal(expected, cities.NameOf(found!.Value.City!.Value));
    }

    [Theory]
    [InlineData(20.024, "Metropolis")]
    [InlineData(20.028, "Metropolis")]
    [InlineData(20.030, "Hamlet")]
    [InlineData(20.032, "Metropolis")]
    public void Find_LeavesAHamletNoMoreThanItsChurch_InTheMiddleOfTheMetropolis(double longitude, string expected)
    {
        var cities = new CityIndex([Metropolis, new City(2, "Hamlet", "AA", 300, false, new GeoPoint(0, 20.03))]);

        var found = CityFinder.Find(cities, new GeoPoint(0, longitude), null);

        Assert.Equal(expected, cities.NameOf(found!.Value.City!.Value));
    }

    [Fact]
    public void Find_NeverNamesAQuarter()
    {
        var cities = new CityIndex([Metropolis, new City(2, "Quarter", "AA", 90_000, true, new GeoPoint(0, 20.05))]);

        var found = CityFinder.Find(cities, new GeoPoint(0, 20.05), null);

        Assert.Equal("Metropolis", cities.NameOf(found!.Value.City!.Value));
    }

    [Fact]
    public void Find_TakesTheNearestPlace_OutsideOfAllCities()
    {
        var cities = new CityIndex([Metropolis, new City(2, "Village", "AA", 900, false, new GeoPoint(0, 20.30))]);

        var found = CityFinder.Find(cities, new GeoPoint(0, 20.27), null)!.Value;

        Assert.Equal("Village", cities.NameOf(found.City!.Value));
        Assert.InRange(found.Score, 0.3f, 0.7f);
    }

    [Fact]
    public void Find_NamesNoCity_FartherAwayThanItsSurroundings()
    {
        var cities = new CityIndex([Metropolis]);

        var found = CityFinder.Find(cities, new GeoPoint(0, 20.5), null)!.Value;

        Assert.Null(found.City);
        Assert.Equal("AA", found.Country);
        Assert.Null(CityFinder.Find(cities, new GeoPoint(0, 21.1), null));
    }

    [Fact]
    public void Find_NamesNothing_FarOutWhereTwoCountriesComeIntoQuestion()
    {
        var cities = new CityIndex([Metropolis, new City(2, "Abroad", "BB", 900, false, new GeoPoint(0, 21.2))]);

        Assert.Null(CityFinder.Find(cities, new GeoPoint(0, 20.5), null));
    }

    [Theory]
    [InlineData(20.21, null)]
    [InlineData(20.26, "Abroad")]
    public void Find_NamesAPlaceNearABorder_OnlyWhereItIsMuchTheNearest(double longitude, string? expected)
    {
        var cities = new CityIndex(
        [
            new City(2, "Home", "AA", 900, false, new GeoPoint(0, 20.1)),
            new City(3, "Abroad", "BB", 900, false, new GeoPoint(0, 20.3)),
        ]);

        var found = CityFinder.Find(cities, new GeoPoint(0, longitude), null);

        Assert.Equal(expected, found is { City: { } city } ? cities.NameOf(city) : null);
    }

    [Fact]
    public void Find_StaysInTheCountryOfTheNearest_WhereCitiesOfTwoOverlap()
    {
        var cities = new CityIndex([Metropolis, new City(2, "Micro", "BB", 800, false, new GeoPoint(0, 20.05))]);

        var found = CityFinder.Find(cities, new GeoPoint(0, 20.052), null)!.Value;

        Assert.Equal(("Micro", "BB"), (cities.NameOf(found.City!.Value), found.Country));
    }

    [Fact]
    public void Find_AsksQuartersForTheCountry_WhereCitiesOfTwoOverlap()
    {
        var cities = new CityIndex(
        [
            new City(2, "Beyond", "AA", 12_000, false, new GeoPoint(0, 20.046)),
            new City(3, "Micro", "BB", 32_000, false, new GeoPoint(0, 20.060)),
            new City(4, "Casino", "BB", 15_000, true, new GeoPoint(0, 20.050)),
        ]);

        var found = CityFinder.Find(cities, new GeoPoint(0, 20.051), null)!.Value;

        Assert.Equal(("Micro", "BB"), (cities.NameOf(found.City!.Value), found.Country));
    }

    [Fact]
    public void Find_LeavesOtherCountriesOut_WhenTheCountryIsKnown()
    {
        var cities = new CityIndex([Metropolis, new City(2, "Micro", "BB", 800, false, new GeoPoint(0, 20.05))]);

        var found = CityFinder.Find(cities, new GeoPoint(0, 20.052), "AA")!.Value;

        Assert.Equal(("Metropolis", "AA"), (cities.NameOf(found.City!.Value), found.Country));
        Assert.Null(CityFinder.Find(cities, new GeoPoint(0, 20.052), "CC"));
    }

    [Theory]
    [InlineData(0, 1_000)]
    [InlineData(100_000, 2_821)]
    [InlineData(8_000_000, 15_000)]
    public void RadiusOf_GrowsWithThePeople_WithinBounds(int population, double metres)
    {
        Assert.Equal(metres, CityFinder.RadiusOf(population), 1.0);
    }
}
