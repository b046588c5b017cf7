using Recognize.Models.Landmarks.Gazetteer;
using Recognize.Models.Landmarks.Places;
using Recognize.Tests.Landmarks.Places;

namespace Recognize.Tests.Landmarks.Gazetteer;

/// <summary>Holds every entry of the gazetteer against what is known from elsewhere.</summary>
public sealed class GazetteerDataTests
{
    /// <summary>How far the nearest place may be from the rim of a footprint before a typing error is likely.</summary>
    private const double MetresToAPlace = 40_000;

    private static readonly IReadOnlyList<Landmark> Landmarks = LandmarkGazetteer.Default.Landmarks;

    /// <summary>Landmarks with no place nearby, each looked at on the map.</summary>
    private static readonly string[] Remote =
    [
        // Ice and open sea.
        "deception-island", "lemaire-channel", "port-lockroy", "south-pole", "great-barrier-reef", "great-blue-hole",
        "ningaloo-reef", "jokulsarlon", "bartolome-island",
        // Deserts and steppes.
        "pyramids-of-meroe", "richat-structure", "sossusvlei", "fish-river-canyon", "dallol", "lake-assal",
        "darvaza-gas-crater", "hand-of-the-desert", "paranal-observatory", "el-tatio", "laguna-colorada",
        "la-polvorilla-viaduct", "ischigualasto", "kings-canyon-australia", "wave-rock", "bungle-bungle-range",
        "badlands-national-park", "ol-doinyo-lengai", "maasai-mara",
        // Mountains, forests and islands that few live on.
        "k2", "aconcagua", "fitz-roy", "perito-moreno-glacier", "torres-del-paine-national-park", "marble-caves",
        "denali", "crater-lake", "lake-louise", "moraine-lake", "perce-rock", "royal-tyrrell-museum",
        "kalandula-falls", "tsingy-de-bemaraha", "angel-falls", "mount-roraima", "eilean-donan-castle", "gullfoss",
        "geysir", "reynisfjara", "kizhi-pogost", "wineglass-bay", "remarkable-rocks", "milford-sound",
        "aoraki-mount-cook", "lake-pukaki", "church-of-the-good-shepherd-lake-tekapo", "franz-josef-glacier",
        // The town that stood here was evacuated.
        "chernobyl-nuclear-power-plant",
    ];

    /// <summary>Landmarks near a border, where the nearest place is on the other side.</summary>
    private static readonly string[] NearestIsAbroad =
    [
        // Rome's own centre is farther than the Vatican's.
        "pantheon-rome", "trevi-fountain", "spanish-steps", "piazza-navona", "castel-santangelo", "villa-borghese",
        // The Pyrenees, the Andes, and the savanna of Kenya and Tanzania.
        "cirque-de-gavarnie", "aconcagua", "torres-del-paine-national-park", "laguna-colorada", "maasai-mara",
        "amboseli-national-park",
        // Nobody lives in Antarctica but at McMurdo.
        "deception-island", "lemaire-channel", "port-lockroy",
    ];

    [Fact]
    public void Gazetteer_CoversTheWorld()
    {
        var continents = GazetteerFile.FileNames.ToDictionary(
            file => file,
            file => GazetteerFile.Read(NameTable.ReadEmbedded(typeof(GazetteerFile), file)).Count());

        Assert.InRange(Landmarks.Count, 1200, 5000);
        Assert.InRange(continents["africa.tsv"], 110, 5000);
        Assert.InRange(continents["asia.tsv"], 250, 5000);
        Assert.InRange(continents["europe.tsv"], 450, 5000);
        Assert.InRange(continents["north-america.tsv"], 180, 5000);
        Assert.InRange(continents["south-america.tsv"], 90, 5000);
        Assert.InRange(continents["oceania.tsv"], 55, 5000);
        Assert.InRange(continents["antarctica.tsv"], 5, 5000);
        Assert.InRange(Landmarks.SelectMany(landmark => landmark.Countries).Distinct().Count(), 180, 250);
    }

    [Fact]
    public void EveryKind_IsOfSomeLandmark()
    {
        Assert.Equal(
            Enum.GetValues<LandmarkKind>(), Landmarks.Select(landmark => landmark.Kind).Distinct().Order());
    }

    [Fact]
    public void EveryLandmark_IsNearAPlace_OrKnownToBeRemote()
    {
        var cities = InstalledCities.Require();

        var far = Landmarks
            .Where(landmark => NearestMetres(cities, landmark) > MetresToAPlace + landmark.RadiusMetres)
            .Select(landmark => landmark.Id);

        Assert.Equal(Remote.Order(StringComparer.Ordinal), far.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void EveryLandmark_IsInTheCountryOfTheNearestPlace_OrKnownToBeAtABorder()
    {
        var cities = InstalledCities.Require();

        var abroad = Landmarks
            .Where(landmark => Nearest(cities, landmark) is { } hit && !landmark.Countries.Contains(cities.CountryOf(hit.Index)))
            .Select(landmark => landmark.Id);

        Assert.Equal(NearestIsAbroad.Order(StringComparer.Ordinal), abroad.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void NoTwoLandmarks_HaveOneCentre()
    {
        var close =
            from one in Landmarks
            from other in Landmarks
            where string.CompareOrdinal(one.Id, other.Id) < 0
                && Math.Abs(one.Center.Latitude - other.Center.Latitude) < 0.001
                && one.Center.MetresTo(other.Center) < 40
            select $"{one.Id} and {other.Id}";

        Assert.Empty(close);
    }

    [Fact]
    public void EveryName_IsCleanText()
    {
        var names = Landmarks.SelectMany(landmark => landmark.Names.Values.Concat(landmark.Aliases)).ToList();

        Assert.DoesNotContain(names, name =>
            name.Length is 0 or > 80 || name != name.Trim() || name.Contains("  ", StringComparison.Ordinal)
            || !name.IsNormalized() || name.Any(char.IsControl));
        Assert.All(Landmarks, landmark => Assert.Contains("en", landmark.Names.Keys));
    }

    [Fact]
    public void NoEnglishName_IsOfTwoLandmarks()
    {
        var twice = Landmarks.GroupBy(landmark => landmark.Names["en"]).Where(group => group.Count() > 1);

        Assert.Empty(twice.Select(group => group.Key));
    }

    [Theory]
    [InlineData("de")]
    [InlineData("fr")]
    [InlineData("es")]
    [InlineData("it")]
    [InlineData("nl")]
    [InlineData("pt")]
    [InlineData("pl")]
    public void EveryLanguage_HasNamesOfItsOwn_ForMostLandmarks(string language)
    {
        Assert.InRange(Landmarks.Count(landmark => landmark.Names.ContainsKey(language)), Landmarks.Count / 2, Landmarks.Count);
    }

    [Fact]
    public void Aliases_AddSomething()
    {
        var idle = Landmarks.Where(landmark => landmark.Aliases.Any(landmark.Names.Values.Contains));

        Assert.Empty(idle.Select(landmark => landmark.Id));
    }

    private static double NearestMetres(CityIndex cities, Landmark landmark) =>
        Nearest(cities, landmark) is { } hit ? hit.Metres : double.PositiveInfinity;

    private static CityHit? Nearest(CityIndex cities, Landmark landmark)
    {
        // A short look first: nearly all have a place within a few kilometres.
        foreach (var metres in (double[])[50_000, 300_000, 2_000_000])
        {
            var near = cities.Within(landmark.Center, metres);
            if (near.Count > 0)
                return near.MinBy(hit => hit.Metres);
        }
        return null;
    }
}
