namespace Recognize.Models.People.Reclustering;

/// <summary>A person, or none: what faces come from and go to.</summary>
internal readonly record struct PersonOrNone(Guid? Id);

/// <summary>What comes to and goes from one person while a plan is made.</summary>
internal sealed class PersonTally(Guid id, LivePerson? live)
{
    public Guid Id => id;

    /// <summary>Null for a person that does not exist yet.</summary>
    public LivePerson? Live => live;

    public int Before { get; private set; }

    public int After { get; private set; }

    public int Gained { get; private set; }

    public int Lost { get; private set; }

    public Dictionary<PersonOrNone, int> GainedFrom { get; } = [];

    public Dictionary<PersonOrNone, int> LostTo { get; } = [];

    public BestFaces Kept { get; } = new();

    public BestFaces Coming { get; } = new();

    public BestFaces Going { get; } = new();

    /// <summary>Faces that are with the person now, by where they will be.</summary>
    public void AddLive(Guid? planned, int count)
    {
        Before += count;
        if (planned == id)
            return;
        Lost += count;
        LostTo[new(planned)] = LostTo.GetValueOrDefault(new(planned)) + count;
    }

    /// <summary>Faces that will be with the person, by where they are now.</summary>
    public void AddPlanned(Guid? before, int count)
    {
        After += count;
        if (before == id)
            return;
        Gained += count;
        GainedFrom[new(before)] = GainedFrom.GetValueOrDefault(new(before)) + count;
    }

    public void Show(PlannedFace face)
    {
        var list = face.Live != id ? Coming : face.Planned == id ? Kept : Going;
        list.Add(face);
    }
}

/// <summary>The few best faces of many; of equally good ones those with the smaller id.</summary>
internal sealed class BestFaces
{
    private readonly List<(float Quality, Guid Id)> _best = [];

    public IReadOnlyList<Guid> Ids => [.. _best.Select(face => face.Id)];

    public void Add(PlannedFace face)
    {
        var entry = (face.Quality, face.FaceId);
        var place = _best.FindIndex(other => IsBetter(entry, other));
        if (place < 0)
            place = _best.Count;
        if (place >= ReclusterPlan.Examples)
            return;
        _best.Insert(place, entry);
        if (_best.Count > ReclusterPlan.Examples)
            _best.RemoveAt(ReclusterPlan.Examples);
    }

    private static bool IsBetter((float Quality, Guid Id) a, (float Quality, Guid Id) b) =>
        a.Quality > b.Quality || (a.Quality == b.Quality && a.Id.CompareTo(b.Id) < 0);
}
