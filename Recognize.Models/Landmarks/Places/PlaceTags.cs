using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using Recognize.Models.Tags;

namespace Recognize.Models.Landmarks.Places;

/// <summary>The tags of cities and countries, with their names in the languages of the tags.</summary>
internal sealed class PlaceTags
{
    public const string CountryFile = "countries.tsv";
    public const string CityNameFile = "city-names.tsv";

    private readonly FrozenDictionary<string, TagDefinition> _countries;
    private readonly FrozenDictionary<string, IReadOnlyDictionary<string, string>> _cityNames;
    private readonly ConcurrentDictionary<int, TagDefinition> _cities = new();

    public PlaceTags()
    {
        _countries = NameTable.Read(NameTable.ReadEmbedded(typeof(PlaceTags), CountryFile), "code").ToFrozenDictionary(
            row => row.Key,
            row => new TagDefinition($"country:{row.Key.ToLowerInvariant()}", TagKind.Place, row.Value),
            StringComparer.Ordinal);
        _cityNames = NameTable.Read(NameTable.ReadEmbedded(typeof(PlaceTags), CityNameFile), "geonames");
    }

    /// <summary>ISO codes of the countries that have a name.</summary>
    public IEnumerable<string> CountryCodes => _countries.Keys;

    /// <summary>GeoNames numbers of the cities that have names of their own here.</summary>
    public IEnumerable<int> NamedCities => _cityNames.Keys.Select(id => int.Parse(id, CultureInfo.InvariantCulture));

    /// <summary>The tag of a country; one without a name here is called by its code.</summary>
    public TagDefinition OfCountry(string code) =>
        _countries.GetValueOrDefault(code)
        ?? TagDefinition.Untranslated($"country:{code.ToLowerInvariant()}", TagKind.Place, code);

    /// <summary>The tag of a city, below that of its country.</summary>
    public TagDefinition OfCity(CityIndex cities, int index) => _cities.GetOrAdd(
        cities.IdOf(index),
        static (id, state) =>
        {
            var (tags, cities, index) = state;
            var key = id.ToString(CultureInfo.InvariantCulture);
            var country = tags.OfCountry(cities.CountryOf(index));
            return tags._cityNames.TryGetValue(key, out var names)
                ? new TagDefinition($"city:{key}", TagKind.Place, names, country)
                : new TagDefinition($"city:{key}", TagKind.Place, NamesOf(cities.NameOf(index)), country);
        },
        (this, cities, index));

    private static Dictionary<string, string> NamesOf(string name) => new(StringComparer.Ordinal) { ["en"] = name };
}
