namespace Recognize.Worker.Seeding;

/// <summary>Made-up people: a few are in thousands of photos, most in some; each has a direction of its own for faces.</summary>
internal sealed class SeedPeople
{
    /// <summary>Of the vectors, as of the face model that is installed by default.</summary>
    public const int Dimensions = 128;

    private const int FacesForEach = 150;
    private const int MostPeople = 20_000;
    private static readonly string[] Given =
        ["Anna", "Ben", "Clara", "David", "Emma", "Finn", "Greta", "Hugo", "Ida", "Jonas", "Klara", "Leo", "Mia", "Noah"];
    private static readonly string[] Family =
        ["Adler", "Berg", "Conrad", "Dorn", "Eich", "Falk", "Graf", "Horn", "Imhof", "Jung", "Kern", "Lenz", "Maurer"];

    private readonly List<(Guid Id, string? Name, float[] Centre)> _people = [];

    public SeedPeople(SeedRandom random, int faces)
    {
        var count = faces == 0 ? 0 : Math.Clamp(faces / FacesForEach, 1, MostPeople);
        for (var i = 0; i < count; i++)
        {
            var name = random.Next(10) < 7
                ? $"{Given[random.Next(Given.Length)]} {Family[random.Next(Family.Length)]} {i}"
                : null;
            _people.Add((random.NextId(), name, random.NextUnit(null, 1, Dimensions)));
        }
    }

    public IReadOnlyList<(Guid Id, string? Name, float[] Centre)> All => _people;

    /// <summary>A face: one in seven belongs to nobody.</summary>
    public (Guid? Person, float[] Vector) MakeFace(SeedRandom random)
    {
        if (random.IsOneOf(7))
            return (null, random.NextUnit(null, 1, Dimensions));
        var (id, _, centre) = _people[random.NextSkewed(_people.Count)];
        return (id, random.NextUnit(centre, 0.1, Dimensions));
    }
}
