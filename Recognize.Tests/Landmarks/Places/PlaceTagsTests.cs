using Recognize.Models.Landmarks.Gazetteer;
using Recognize.Models.Landmarks.Places;
using Recognize.Models.Tags;

namespace Recognize.Tests.Landmarks.Places;

public sealed class PlaceTagsTests
{
    private readonly PlaceTags _tags = new();

    [Fact]
    public void OfCountry_HasANameForEveryCountry_WithACityOrALandmark()
    {
        var cities = InstalledCities.Require();
        var used = Enumerable.Range(0, cities.Count).Select(cities.CountryOf)
            .Concat(LandmarkGazetteer.Default.Landmarks.SelectMany(landmark => landmark.Countries))
            .ToHashSet(StringComparer.Ordinal);

        Assert.Empty(used.Except(_tags.CountryCodes));
    }

    [Fact]
    public void OfCountry_KnowsItsNamesInAllLanguages()
    {
        var tag = _tags.OfCountry("DE");

        Assert.Equal(("country:de", TagKind.Place, null), (tag.Id, tag.Kind, tag.Parent));
        Assert.Equal(
            ["Germany", "Deutschland", "Allemagne", "Alemania", "Germania", "Duitsland", "Alemanha", "Niemcy"],
            NameTable.Languages.Select(language => tag.Names[language]));
    }

    [Fact]
    public void OfCountry_IsCalledByItsCode_WhenThereIsNoName()
    {
        Assert.Equal(("country:zz", "ZZ"), (_tags.OfCountry("ZZ").Id, _tags.OfCountry("ZZ").Name));
    }

    [Fact]
    public void NamedCities_AreAllInTheFileOfCities()
    {
        var cities = InstalledCities.Require();
        var ids = Enumerable.Range(0, cities.Count).Select(cities.IdOf).ToHashSet();

        Assert.InRange(_tags.NamedCities.Count(), 150, 1000);
        Assert.Empty(_tags.NamedCities.Except(ids));
    }

    [Theory]
    [InlineData(48.1374, 11.5755, "city:2867714", "Munich", "München", "Monachium", "country:de")]
    [InlineData(41.8902, 12.4922, "city:3169070", "Rome", "Rom", "Rzym", "country:it")]
    [InlineData(47.4979, 19.0402, "city:3054643", "Budapest", null, "Budapeszt", "country:hu")]
    public void OfCity_HasItsNamesAndItsCountry(
        double latitude, double longitude, string id, string name, string? german, string polish, string country)
    {
        var cities = InstalledCities.Require();
        var city = CityFinder.Find(cities, new GeoPoint(latitude, longitude), null)!.Value.City!.Value;

        var tag = _tags.OfCity(cities, city);

        Assert.Equal((id, name, TagKind.Place, country), (tag.Id, tag.Name, tag.Kind, tag.Parent!.Id));
        Assert.Equal(german, tag.Names.GetValueOrDefault("de"));
        Assert.Equal(polish, tag.Names["pl"]);
    }
}
