namespace Recognize.Models.Faces.Grouping;

/// <summary>The photos, people and the user's word of one run, by small numbers instead of ids.</summary>
internal sealed class GroupingRun
{
    private readonly Dictionary<Guid, int> _indexOf = [];
    private readonly Dictionary<Guid, int> _photos = [];
    private readonly int[] _photoOf;
    private readonly Dictionary<int, SortedSet<int>> _barred = [];
    private readonly Dictionary<int, List<(int Face, int Number)>> _different = [];
    private readonly Dictionary<Guid, SettledPerson> _personOfFace = [];
    private int _numbers;

    /// <param name="faces">All faces of the run, ordered by their order key.</param>
    /// <param name="input">People and the user's word.</param>
    public GroupingRun(GroupingFace[] faces, GroupingInput input)
    {
        Faces = faces;
        for (var face = 0; face < faces.Length; face++)
            _indexOf.Add(faces[face].Id, face);
        _photoOf = NumberPhotos(input.ReleasedPhotos.ToHashSet());

        var people = new Dictionary<Guid, SettledPerson>();
        var facets = new List<(GroupFacet, SettledPerson)>();
        foreach (var group in input.ExistingGroups.OrderBy(group => group.PersonId))
        {
            var person = new SettledPerson(people.Count, group.PersonId, KnownPhotos(group.MediaIds));
            people.Add(group.PersonId, person);
            facets.AddRange(group.Facets.Select(facet => (facet, person)));
            foreach (var face in group.FaceIds)
                _personOfFace[face] = person;
        }
        Facets = facets;

        foreach (var rejection in input.Rejections)
            if (people.TryGetValue(rejection.PersonId, out var person) && IndexOf(rejection.FaceId) is { } face)
                Bar(face, person);
        foreach (var pair in input.DifferentFaces)
            Separate(pair);
    }

    /// <summary>All faces, ordered by their order key; elsewhere a face is its index here.</summary>
    public GroupingFace[] Faces { get; }

    /// <summary>All facets of all existing people, ordered by the person's id.</summary>
    public IReadOnlyList<(GroupFacet Facet, SettledPerson Person)> Facets { get; }

    public int? IndexOf(Guid faceId) => _indexOf.TryGetValue(faceId, out var face) ? face : null;

    /// <summary>The person of a settled face that the input lists, or null.</summary>
    public SettledPerson? PersonOf(Guid settledFaceId) => _personOfFace.GetValueOrDefault(settledFaceId);

    /// <summary>The photo of a face; each face of a released photo has one of its own.</summary>
    public int PhotoOf(int face) => _photoOf[face];

    /// <summary>Sorted numbers of the face's photo and of the pairs that set it apart from others.</summary>
    public int[] ConflictsOf(int face) => _different.TryGetValue(face, out var pairs)
        ? [.. pairs.Select(pair => pair.Number).Append(_photoOf[face]).Distinct().Order()]
        : [_photoOf[face]];

    /// <summary>Faces of the run that are another person by the user's word, each with the number of the pair.</summary>
    public IReadOnlyList<(int Face, int Number)> DifferentFrom(int face) =>
        _different.TryGetValue(face, out var pairs) ? pairs : [];

    /// <summary>Sorted numbers of the people that a face is not, by the user's word.</summary>
    public int[] PeopleBarredFor(int face) => _barred.TryGetValue(face, out var people) ? [.. people] : [];

    private int[] NumberPhotos(HashSet<Guid> released)
    {
        var photoOf = new int[Faces.Length];
        for (var face = 0; face < Faces.Length; face++)
        {
            var media = Faces[face].MediaId;
            if (released.Contains(media))
                photoOf[face] = _numbers++;
            else if (_photos.TryGetValue(media, out var known))
                photoOf[face] = known;
            else
                _photos.Add(media, photoOf[face] = _numbers++);
        }
        return photoOf;
    }

    // A pair of faces said to be different works as if a photo of their own showed both.
    private void Separate(DifferentFaces pair)
    {
        if (pair.FaceId == pair.OtherFaceId)
            throw new ArgumentException($"Face {pair.FaceId} is said to be different from itself.");
        var (first, second) = (IndexOf(pair.FaceId), IndexOf(pair.OtherFaceId));
        if (first is { } a && second is { } b)
        {
            var number = _numbers++;
            Add(a, b, number);
            Add(b, a, number);
        }
        else if (first is { } face && PersonOf(pair.OtherFaceId) is { } person)
        {
            Bar(face, person);
        }
        else if (second is { } other && PersonOf(pair.FaceId) is { } owner)
        {
            Bar(other, owner);
        }

        void Add(int face, int from, int number)
        {
            if (!_different.TryGetValue(face, out var list))
                _different.Add(face, list = []);
            list.Add((from, number));
        }
    }

    private void Bar(int face, SettledPerson person)
    {
        if (!_barred.TryGetValue(face, out var people))
            _barred.Add(face, people = []);
        people.Add(person.Index);
    }

    // Photos without a face in this run cannot bar anything, so a person's thousands of others are left out.
    private HashSet<int> KnownPhotos(IReadOnlyCollection<Guid> mediaIds)
    {
        var known = new HashSet<int>();
        foreach (var id in mediaIds)
            if (_photos.TryGetValue(id, out var photo))
                known.Add(photo);
        return known;
    }
}
