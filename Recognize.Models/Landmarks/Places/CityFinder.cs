namespace Recognize.Models.Landmarks.Places;

/// <summary>What is known of a point: a city and its country, a country alone, or nothing.</summary>
/// <param name="City">Number of the city in the index, or null.</param>
/// <param name="Metres">To the city's centre, or to the place that tells the country.</param>
/// <param name="Score">How sure, 0..1.</param>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
internal readonly record struct FoundCity(int? City, double Metres, float Score, string Country);

/// <summary>
/// Says to which city a point belongs. Every city is taken for a disc as large as its people need; among the discs that
/// hold the point that city wins of which the point is deepest inside, so a suburb keeps its own streets, and a hamlet
/// beside a metropolis keeps no more than a few. Outside of all discs the nearest place wins, but near a border only
/// where no other country comes into question.
/// </summary>
internal static class CityFinder
{
    /// <summary>A dense European city has about so many people a square kilometre.</summary>
    private const double PeoplePerSquareKilometre = 4000;

    private const double SmallestRadius = 1_000;

    /// <summary>Beyond it even the largest cities consist of towns with names of their own.</summary>
    private const double LargestRadius = 15_000;

    /// <summary>Nobody stands nearer to "the centre" than this in any sense that matters.</summary>
    private const double Softening = 500;

    /// <summary>Farther from any place a photo was taken out in the country, and not in the city.</summary>
    private const double CityReach = 40_000;

    private const double CountryReach = 100_000;

    /// <summary>How many of the nearest places must be of one country to tell it from afar.</summary>
    private const int Witnesses = 5;

    private const double WitnessReach = 150_000;

    /// <summary>A place of another country, this many times as far as the nearest one, makes the country doubtful.</summary>
    private const double BorderRatio = 1.5;

    /// <summary>The place of a point.</summary>
    /// <param name="cities">All cities.</param>
    /// <param name="point">A plausible point.</param>
    /// <param name="knownCountry">The country where that is certain from elsewhere; cities of others are left out.</param>
    public static FoundCity? Find(CityIndex cities, GeoPoint point, string? knownCountry)
    {
        if (FindAround(cities, Near(cities, point, LargestRadius, knownCountry)) is { } around)
            return around;
        var near = Near(cities, point, CityReach, knownCountry);
        if (near.Count > 0)
            return FindNearest(cities, near, knownCountry is not null);
        return knownCountry is null ? FindCountry(cities, point) : null;
    }

    internal static double RadiusOf(int population) =>
        Math.Clamp(Math.Sqrt(population / (Math.PI * PeoplePerSquareKilometre)) * 1000, SmallestRadius, LargestRadius);

    private static List<CityHit> Near(CityIndex cities, GeoPoint point, double metres, string? country)
    {
        var near = cities.Within(point, metres);
        if (country is not null)
            near.RemoveAll(hit => !cities.IsIn(hit.Index, country));
        return near;
    }

    /// <summary>Less than the radius by so much that a city beside a metropolis keeps the most of its own ground.</summary>
    private static double WeightOf(int population) => Math.Pow(RadiusOf(population) / SmallestRadius, 0.75);

    private static FoundCity? FindAround(CityIndex cities, List<CityHit> near)
    {
        var around = near.FindAll(
            hit => !cities.IsQuarter(hit.Index) && hit.Metres <= RadiusOf(cities.PopulationOf(hit.Index)));
        if (around.Count == 0)
            return null;

        // Cities on both sides of a border: the country is that of the nearest place, quarters too; the city the best there.
        var nearest = around[0];
        if (!around.TrueForAll(city => cities.HasSameCountry(city.Index, nearest.Index)))
        {
            nearest = near
                .Where(hit => around.Exists(city => cities.HasSameCountry(city.Index, hit.Index)))
                .MinBy(hit => hit.Metres);
        }
        var best = around
            .Where(hit => cities.HasSameCountry(hit.Index, nearest.Index))
            .MinBy(hit => (hit.Metres + Softening) / WeightOf(cities.PopulationOf(hit.Index)));
        var score = 1 - (0.3 * best.Metres / RadiusOf(cities.PopulationOf(best.Index)));
        return new FoundCity(best.Index, best.Metres, (float)score, cities.CountryOf(best.Index));
    }

    private static FoundCity? FindNearest(CityIndex cities, List<CityHit> near, bool countryIsKnown)
    {
        var nearest = near.MinBy(hit => hit.Metres);
        if (!countryIsKnown && near.Exists(hit =>
            hit.Metres < nearest.Metres * BorderRatio && !cities.HasSameCountry(hit.Index, nearest.Index)))
            return null;

        var town = near
            .Where(hit => !cities.IsQuarter(hit.Index) && cities.HasSameCountry(hit.Index, nearest.Index))
            .DefaultIfEmpty(new CityHit(-1, 0))
            .MinBy(hit => hit.Metres);
        var country = cities.CountryOf(nearest.Index);
        return town.Index < 0
            ? new FoundCity(null, nearest.Metres, 0.7f, country)
            : new FoundCity(town.Index, town.Metres, (float)(0.7 - (0.4 * town.Metres / CityReach)), country);
    }

    private static FoundCity? FindCountry(CityIndex cities, GeoPoint point)
    {
        var witnesses = cities.Within(point, WitnessReach).OrderBy(hit => hit.Metres).Take(Witnesses).ToList();
        if (witnesses.Count == 0 || witnesses[0].Metres > CountryReach
            || !witnesses.TrueForAll(hit => cities.HasSameCountry(hit.Index, witnesses[0].Index)))
            return null;
        return new FoundCity(null, witnesses[0].Metres, 0.6f, cities.CountryOf(witnesses[0].Index));
    }
}
