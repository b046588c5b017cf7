using Recognize.Models.Landmarks.Places;

namespace Recognize.Models.Landmarks.Gazetteer;

/// <summary>A landmark whose footprint holds a point.</summary>
/// <param name="Landmark">The landmark.</param>
/// <param name="Metres">From the point to its centre.</param>
public readonly record struct LandmarkHit(Landmark Landmark, double Metres)
{
    /// <summary>0 in the middle of the footprint, 1 at its rim.</summary>
    public double Depth => Metres / Landmark.RadiusMetres;
}

/// <summary>The famous places that the project knows, and which of them a point is at. Safe to use from many threads.</summary>
public sealed class LandmarkGazetteer
{
    private const int MostAtOnce = 3;

    /// <summary>
    /// Footprints within this factor of each other lie side by side, so one point is at one of them; a larger one is the
    /// surroundings of the smaller, as a park is of its waterfall, and both are true.
    /// </summary>
    private const double SurroundingsFactor = 3;

    private static readonly Lazy<LandmarkGazetteer> Embedded = new(ReadEmbedded);

    private readonly Landmark[] _landmarks;
    private readonly (double X, double Y, double Z, double SquaredChord)[] _footprints;

    /// <exception cref="FormatException">Two landmarks have one id.</exception>
    public LandmarkGazetteer(IEnumerable<Landmark> landmarks)
    {
        _landmarks = [.. landmarks];
        _footprints = Array.ConvertAll(_landmarks, landmark =>
        {
            var (x, y, z) = landmark.Center.OnUnitSphere();
            return (x, y, z, GeoPoint.SquaredChord(landmark.RadiusMetres));
        });
        var twice = _landmarks.GroupBy(landmark => landmark.Id).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            throw new FormatException($"The gazetteer has the landmark {twice.Key} twice.");
    }

    /// <summary>The gazetteer built into this assembly.</summary>
    public static LandmarkGazetteer Default => Embedded.Value;

    /// <summary>Every landmark, in the order of the files.</summary>
    public IReadOnlyList<Landmark> Landmarks => _landmarks;

    /// <summary>
    /// The landmark that a point is at, then what surrounds it, each much larger than the one before; at most three.
    /// </summary>
    public IReadOnlyList<LandmarkHit> Find(GeoPoint point)
    {
        var around = Around(point);
        if (around.Count == 0)
            return [];

        var smallest = around.Min(hit => hit.Landmark.RadiusMetres);
        var found = new List<LandmarkHit>
        {
            around.Where(hit => hit.Landmark.RadiusMetres < smallest * SurroundingsFactor).MinBy(hit => hit.Depth),
        };
        while (found.Count < MostAtOnce)
        {
            var least = found[^1].Landmark.RadiusMetres * SurroundingsFactor;
            var larger = around.Where(hit => hit.Landmark.RadiusMetres >= least).ToList();
            if (larger.Count == 0)
                break;
            found.Add(larger.MinBy(hit => hit.Landmark.RadiusMetres));
        }
        return found;
    }

    private List<LandmarkHit> Around(GeoPoint point)
    {
        var around = new List<LandmarkHit>();
        if (!point.IsPlausible)
            return around;
        var (x, y, z) = point.OnUnitSphere();
        for (var i = 0; i < _footprints.Length; i++)
        {
            ref readonly var footprint = ref _footprints[i];
            double dx = footprint.X - x, dy = footprint.Y - y, dz = footprint.Z - z;
            var squared = (dx * dx) + (dy * dy) + (dz * dz);
            if (squared <= footprint.SquaredChord)
                around.Add(new LandmarkHit(_landmarks[i], GeoPoint.MetresOfSquaredChord(squared)));
        }
        return around;
    }

    private static LandmarkGazetteer ReadEmbedded() =>
        new(GazetteerFile.FileNames.SelectMany(file =>
            GazetteerFile.Read(NameTable.ReadEmbedded(typeof(GazetteerFile), file))));
}
