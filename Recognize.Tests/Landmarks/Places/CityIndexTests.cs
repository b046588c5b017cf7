using Recognize.Models.Landmarks.Places;

namespace Recognize.Tests.Landmarks.Places;

public sealed class CityIndexTests
{
    [Fact]
    public void Within_FindsTheSameAsComparingAll_EverywhereOnTheEarth()
    {
        var random = new Random(7);
        var cities = Enumerable.Range(1, 4000).Select(id => Somewhere(id, random)).ToList();
        var index = new CityIndex(cities);
        for (var i = 0; i < 200; i++)
        {
            var point = Somewhere(0, random).Location;
            var metres = random.Next(10_000, 600_000);

            var found = index.Within(point, metres).Select(hit => index.IdOf(hit.Index));

            // Cities within a metre of the rim are either: the index keeps them in single precision.
            var certain = cities.Where(city => city.Location.MetresTo(point) < metres - 1).Select(city => city.Id);
            var possible = cities.Where(city => city.Location.MetresTo(point) < metres + 1).Select(city => city.Id);
            Assert.Superset(certain.ToHashSet(), found.ToHashSet());
            Assert.Subset(possible.ToHashSet(), found.ToHashSet());
        }
    }

    [Theory]
    [InlineData(-16.8, 179.98, -16.8, -179.98)]
    [InlineData(-16.8, -180, -16.8, 180)]
    [InlineData(89.99, 10, 89.99, -170)]
    [InlineData(-90, 0, -89.95, 77)]
    [InlineData(90, 0, 89.95, -3)]
    public void Within_ReachesAcrossTheAntimeridianAndThePoles(
        double latitude, double longitude, double cityLatitude, double cityLongitude)
    {
        var location = new GeoPoint(cityLatitude, cityLongitude);
        var index = new CityIndex([new City(1, "Edge", "FJ", 10, false, location)]);
        var point = new GeoPoint(latitude, longitude);

        var hit = Assert.Single(index.Within(point, 20_000));

        Assert.Equal(location.MetresTo(point), hit.Metres, 2.0);
    }

    [Fact]
    public void Index_KeepsWhatIsKnownOfEveryCity()
    {
        var index = new CityIndex(
        [
            new City(3, "Ṣan‘ā", "YE", 1_937_451, false, new GeoPoint(15.35472, 44.20667)),
            new City(1, "Montmartre", "FR", 0, true, new GeoPoint(48.88, 2.34)),
            new City(2, "Paris", "FR", 2_138_551, false, new GeoPoint(48.85341, 2.3488)),
        ]);

        var paris = index.Within(new GeoPoint(48.85341, 2.3488), 100).Single().Index;
        var sanaa = index.Within(new GeoPoint(15.35472, 44.20667), 100).Single().Index;
        var quarter = index.Within(new GeoPoint(48.88, 2.34), 100).Single().Index;

        Assert.Equal(3, index.Count);
        Assert.Equal((2, "Paris", "FR", 2_138_551), Known(index, paris));
        Assert.Equal((3, "Ṣan‘ā", "YE", 1_937_451), Known(index, sanaa));
        Assert.Equal((1, "Montmartre", "FR", 0), Known(index, quarter));
        Assert.Equal([false, false, true], new[] { paris, sanaa, quarter }.Select(index.IsQuarter));
        Assert.True(index.HasSameCountry(paris, quarter));
        Assert.False(index.HasSameCountry(paris, sanaa));
        Assert.True(index.IsIn(sanaa, "YE"));
    }

    [Fact]
    public void InstalledFile_HoldsTheCitiesOfTheWorld()
    {
        var index = InstalledCities.Require();

        var rome = index.Within(new GeoPoint(41.8919, 12.5113), 500).MaxBy(hit => index.PopulationOf(hit.Index)).Index;

        Assert.InRange(index.Count, 130_000, 140_000);
        Assert.Equal((3169070, "Rome", "IT"), (index.IdOf(rome), index.NameOf(rome), index.CountryOf(rome)));
    }

    private static (int Id, string Name, string Country, int Population) Known(CityIndex index, int city) =>
        (index.IdOf(city), index.NameOf(city), index.CountryOf(city), index.PopulationOf(city));

    private static City Somewhere(int id, Random random)
    {
        // Evenly over latitudes, so that the surroundings of the poles are crowded.
        var latitude = (random.NextDouble() * 180) - 90;
        var longitude = (random.NextDouble() * 360) - 180;
        return new City(id, $"City {id}", "XX", 0, false, new GeoPoint(latitude, longitude));
    }
}
