using Microsoft.Extensions.Logging.Abstractions;
using Recognize.Models.Landmarks.Gazetteer;
using Recognize.Models.Landmarks.Places;
using Recognize.Models.Tags;
using Recognize.Tests.Landmarks.Places;

namespace Recognize.Tests.Landmarks.Gazetteer;

public sealed class PlaceTaggerTests
{
    private static readonly Lazy<PlaceTagger> WithCities =
        new(() => new PlaceTagger(LandmarkGazetteer.Default, InstalledCities.Source()));

    private static readonly PlaceTagger WithoutCities = new(
        LandmarkGazetteer.Default, new CitySource("/nowhere/cities.pbf", NullLogger.Instance));

    // Where people stand for the photo, not the centres of the footprints.
    [Theory]
    [InlineData(41.8908, 12.4908, "colosseum", "Rome", "it")] // end of Via dei Fori Imperiali
    [InlineData(48.8566, 2.2970, "eiffel-tower", "Paris", "fr")] // Champ de Mars
    [InlineData(41.9022, 12.4565, "st-peters-square", "Vatican City", "va")]
    [InlineData(51.5008, -0.1230, "big-ben", "London", "gb")] // Westminster Bridge
    [InlineData(52.5163, 13.3790, "brandenburg-gate", "Berlin", "de")] // Pariser Platz
    [InlineData(47.5551, 10.7491, "neuschwanstein-castle", null, "de")] // Marienbrücke
    [InlineData(50.0545, 19.9345, "wawel-castle", "Kraków", "pl")]
    [InlineData(64.1420, -21.9270, "hallgrimskirkja", "Reykjavik", "is")]
    [InlineData(55.7528, 37.6227, "saint-basils-cathedral", "Moscow", "ru")]
    [InlineData(40.6895, -74.0430, "statue-of-liberty", null, "us")] // ferry pier
    [InlineData(37.8325, -122.4797, "golden-gate-bridge", null, "us")] // vista point in the north
    [InlineData(-13.1655, -72.5448, "machu-picchu", null, "pe")] // guardhouse
    [InlineData(-22.9517, -43.2108, "christ-the-redeemer", "Rio de Janeiro", "br")]
    [InlineData(-27.1257, -109.2765, "ahu-tongariki", null, "cl")]
    [InlineData(29.9727, 31.1250, "giza-pyramids", null, "eg")] // panorama in the desert
    [InlineData(-17.9230, 25.8600, "victoria-falls", null, null)]
    [InlineData(-33.9570, 18.4030, "table-mountain", "Cape Town", "za")] // upper cable station
    [InlineData(30.3222, 35.4517, "petra", null, "jo")] // the Treasury
    [InlineData(25.1955, 55.2755, "burj-khalifa", "Dubai", "ae")] // fountain
    [InlineData(27.1732, 78.0421, "taj-mahal", "Agra", "in")] // great gate
    [InlineData(40.4319, 116.5650, "great-wall-of-china-mutianyu", null, "cn")]
    [InlineData(34.9680, 135.7760, "fushimi-inari-taisha", "Kyoto", "jp")] // among the gates
    [InlineData(13.4125, 103.8610, "angkor-wat", null, "kh")] // causeway
    [InlineData(-33.8572, 151.2150, "sydney-opera-house", "Sydney", "au")]
    [InlineData(-25.3480, 131.0200, "uluru", null, "au")]
    [InlineData(44.4602, -110.8290, "old-faithful", null, "us")] // boardwalk
    [InlineData(43.0790, -79.0785, "niagara-falls", null, null)] // Canadian side
    public void Recognize_NamesTheLandmarkFirst_ThenCityAndCountry(
        double latitude, double longitude, string landmark, string? city, string? country)
    {
        var tags = WithCities.Value.Recognize(latitude, longitude);

        Assert.Equal($"landmark:{landmark}", tags[0].TagId);
        Assert.All(tags, tag => Assert.Equal(TagSource.Place, tag.Source));
        Assert.All(tags, tag => Assert.InRange(tag.Score, 0.3f, 1f));
        if (city is not null)
            Assert.Equal(city, City(tags));
        if (country is not null)
            Assert.Equal($"country:{country}", Country(tags));
    }

    // Near enough to see it, or next door, but not there.
    [Theory]
    [InlineData(48.8616, 2.2893, "Paris", "fr")] // Trocadéro, across the river from the Eiffel Tower
    [InlineData(48.8720, 2.3850, "Paris", "fr")] // Belleville
    [InlineData(41.8860, 12.4851, "Rome", "it")] // Circus Maximus
    [InlineData(40.7328, -74.0629, "Jersey City", "us")] // Journal Square, five kilometres from New York's city hall
    [InlineData(51.5155, -0.0922, "London", "gb")] // Bank, in the City of London
    [InlineData(43.7384, 7.4246, "Monaco", "mc")]
    [InlineData(38.5733, -109.5498, "Moab", "us")] // the town at the gate of Arches
    [InlineData(35.5170, 138.7510, null, "jp")] // Lake Kawaguchi, with its view of Mount Fuji
    [InlineData(40.7736, -73.9566, null, "us")] // homes east of Central Park
    [InlineData(48.8352, 2.2400, "Boulogne-Billancourt", "fr")]
    [InlineData(52.4977, 13.4180, "Berlin", "de")] // Kreuzberg
    [InlineData(47.3769, 8.5417, "Zurich", "ch")] // main station
    public void Recognize_NamesNoLandmark_OutsideOfEveryFootprint(
        double latitude, double longitude, string? city, string country)
    {
        var tags = WithCities.Value.Recognize(latitude, longitude);

        Assert.DoesNotContain(tags, tag => tag.Tag.Kind == TagKind.Landmark);
        if (city is not null)
            Assert.Equal(city, City(tags));
        Assert.Equal($"country:{country}", Country(tags));
    }

    [Fact]
    public void Recognize_NamesTheSurroundingsToo()
    {
        var tags = WithCities.Value.Recognize(44.4602, -110.8290);

        Assert.Equal(
            ["landmark:old-faithful", "landmark:yellowstone-national-park"],
            tags.Where(tag => tag.Tag.Kind == TagKind.Landmark).Select(tag => tag.TagId));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(148.8584, 2.2945)]
    [InlineData(48.8584, 182.2945)]
    [InlineData(-35, -130)] // the South Pacific
    public void Recognize_SaysNothing_WhereNobodyIs(double latitude, double longitude)
    {
        Assert.Empty(WithCities.Value.Recognize(latitude, longitude));
    }

    [Fact]
    public void Recognize_SaysNothing_InAnAeroplane()
    {
        Assert.Empty(WithCities.Value.Recognize(48.8584, 2.2945, 10_700));
        Assert.NotEmpty(WithCities.Value.Recognize(48.8584, 2.2945, 320));
    }

    [Fact]
    public void Recognize_IsSurestInTheMiddle()
    {
        var middle = WithoutCities.Recognize(48.8584, 2.2945)[0];
        var off = WithoutCities.Recognize(48.8590, 2.2960)[0];
        var rim = WithoutCities.Recognize(48.8566, 2.2970)[0];

        Assert.Equal(1f, middle.Score, 0.001f);
        Assert.True(middle.Score > off.Score && off.Score > rim.Score && rim.Score >= 0.5f);
        Assert.Equal("eiffel-tower, 0 m", middle.RawLabel);
    }

    [Fact]
    public void Recognize_StillNamesLandmarksAndTheirCountry_WithoutTheFileOfCities()
    {
        var tags = WithoutCities.Recognize(48.8584, 2.2945);

        Assert.Equal(["landmark:eiffel-tower", "country:fr"], tags.Select(tag => tag.TagId));
        Assert.Equal("Wieża Eiffla", tags[0].Tag.Names["pl"]);
        Assert.Equal("country:fr", tags[0].Tag.Parent!.Id);
        Assert.Empty(WithoutCities.Recognize(48.8720, 2.3850));
    }

    [Fact]
    public void Recognize_TagsNoCountry_OfALandmarkThatTwoShare()
    {
        Assert.Equal(["landmark:victoria-falls"], WithoutCities.Recognize(-17.9230, 25.8600).Select(tag => tag.TagId));
    }

    [Fact]
    public void Version_StaysForTheSameData_AndChangesWithTheCities()
    {
        var again = new PlaceTagger(LandmarkGazetteer.Default, InstalledCities.Source());

        Assert.Matches("^places-[0-9a-f]{12}$", WithCities.Value.Version);
        Assert.Equal(WithCities.Value.Version, again.Version);
        Assert.NotEqual(WithCities.Value.Version, WithoutCities.Version);
    }

    [Fact]
    public void LandmarkTags_HaveOneForEveryLandmark()
    {
        Assert.Equal(
            LandmarkGazetteer.Default.Landmarks.Select(landmark => $"landmark:{landmark.Id}"),
            LandmarkGazetteer.Default.Landmarks.Select(landmark => WithoutCities.LandmarkTags[landmark.Id].Id));
    }

    private static string? City(IReadOnlyList<RecognizedTag> tags) =>
        tags.SingleOrDefault(tag => tag.TagId.StartsWith("city:", StringComparison.Ordinal))?.Tag.Name;

    private static string? Country(IReadOnlyList<RecognizedTag> tags) =>
        tags.SingleOrDefault(tag => tag.TagId.StartsWith("country:", StringComparison.Ordinal))?.TagId;
}
