using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Recognize.Models.Landmarks.Places;
using Recognize.Models.Tags;

namespace Recognize.Models.Landmarks.Gazetteer;

/// <summary>
/// Tags a file by where it was taken: the landmark whose footprint holds the point, the city and the country. Safe to use
/// from many threads.
/// </summary>
public sealed class PlaceTagger
{
    /// <summary>No ground is so high; who is there sits in an aeroplane and is at no place below.</summary>
    private const double HighestGroundMetres = 9_000;

    /// <summary>A landmark of less than this is wholly in its country, so that its neighbours' need no guess.</summary>
    private const double LargestTellingRadiusMetres = 3_000;

    private readonly LandmarkGazetteer _gazetteer;
    private readonly CitySource _cities;
    private readonly PlaceTags _places = new();
    private readonly Dictionary<string, TagDefinition> _landmarks;
    private readonly Lazy<string> _version;

    public PlaceTagger(LandmarkGazetteer gazetteer, CitySource cities)
    {
        _gazetteer = gazetteer;
        _cities = cities;
        _landmarks = gazetteer.Landmarks.ToDictionary(landmark => landmark.Id, ToTag, StringComparer.Ordinal);
        _version = new Lazy<string>(HashData);
    }

    /// <summary>For the ledger: changes with every edit of the gazetteer, the tables of names, or the file of cities.</summary>
    public string Version => _version.Value;

    /// <summary>Every landmark's tag, by the landmark's id.</summary>
    public IReadOnlyDictionary<string, TagDefinition> LandmarkTags => _landmarks;

    /// <summary>
    /// What is at a point: at most three landmarks, the most particular first, then the city and its country, all with
    /// <see cref="TagSource.Place"/>. Nothing for coordinates that cannot be, such as 0, 0.
    /// </summary>
    /// <param name="latitude">Degrees, north positive.</param>
    /// <param name="longitude">Degrees, east positive.</param>
    /// <param name="altitude">Metres above sea level, where known.</param>
    public IReadOnlyList<RecognizedTag> Recognize(double latitude, double longitude, double? altitude = null)
    {
        var point = new GeoPoint(latitude, longitude);
        if (!point.IsPlausible || altitude > HighestGroundMetres)
            return [];

        var tags = new List<RecognizedTag>();
        var landmarks = _gazetteer.Find(point);
        foreach (var hit in landmarks)
            tags.Add(Recognized(_landmarks[hit.Landmark.Id], 1 - (0.5 * hit.Depth * hit.Depth), hit.Landmark.Id, hit.Metres));
        AddPlace(tags, point, landmarks);
        return tags;
    }

    private void AddPlace(List<RecognizedTag> tags, GeoPoint point, IReadOnlyList<LandmarkHit> landmarks)
    {
        // What people have written down of a landmark outweighs what follows from distances to cities.
        var told = landmarks.FirstOrDefault(
            hit => hit.Landmark.Country is not null && hit.Landmark.RadiusMetres <= LargestTellingRadiusMetres);
        var country = told.Landmark?.Country;
        if (_cities.Index is { } cities && CityFinder.Find(cities, point, country) is { } place)
        {
            if (place.City is { } city)
            {
                var tag = _places.OfCity(cities, city);
                tags.Add(Recognized(tag, place.Score, tag.Name, place.Metres));
            }
            tags.Add(Recognized(_places.OfCountry(place.Country), Math.Max(place.Score, 0.6), place.Country, place.Metres));
        }
        else if (country is not null)
        {
            tags.Add(Recognized(_places.OfCountry(country), 1, told.Landmark!.Id, told.Metres));
        }
    }

    private static RecognizedTag Recognized(TagDefinition tag, double score, string place, double metres) =>
        new(tag, (float)score, string.Create(CultureInfo.InvariantCulture, $"{place}, {metres:0} m"), TagSource.Place);

    private TagDefinition ToTag(Landmark landmark) => new(
        $"landmark:{landmark.Id}", TagKind.Landmark, landmark.Names,
        landmark.Country is { } country ? _places.OfCountry(country) : null);

    private string HashData()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in GazetteerFile.FileNames)
            hash.AppendData(Encoding.UTF8.GetBytes(NameTable.ReadEmbedded(typeof(GazetteerFile), file)));
        foreach (var file in (string[])[PlaceTags.CountryFile, PlaceTags.CityNameFile])
            hash.AppendData(Encoding.UTF8.GetBytes(NameTable.ReadEmbedded(typeof(PlaceTags), file)));
        using (var cities = _cities.TryOpen())
        {
            var buffer = new byte[1 << 16];
            for (int read; cities is not null && (read = cities.Read(buffer)) > 0;)
                hash.AppendData(buffer.AsSpan(0, read));
        }
        return $"places-{Convert.ToHexStringLower(hash.GetHashAndReset())[..12]}";
    }
}
