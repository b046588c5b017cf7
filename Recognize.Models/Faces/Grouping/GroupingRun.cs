namespace Recognize.Models.Faces.Grouping;

/// <summary>The photos, people and rejections of one run, by small numbers instead of ids.</summary>
internal sealed class GroupingRun
{
    private readonly Dictionary<Guid, int> _photos = [];
    private readonly Dictionary<Guid, int[]> _barred;

    public GroupingRun(IReadOnlyList<GroupingFace> faces, GroupingInput input)
    {
        foreach (var face in faces)
            _photos.TryAdd(face.MediaId, _photos.Count);

        var people = new Dictionary<Guid, SettledPerson>();
        var facets = new List<(GroupFacet, SettledPerson)>();
        foreach (var group in input.ExistingGroups.OrderBy(group => group.PersonId))
        {
            var person = new SettledPerson(people.Count, group.PersonId, KnownPhotos(group.MediaIds));
            people.Add(group.PersonId, person);
            facets.AddRange(group.Facets.Select(facet => (facet, person)));
        }
        Facets = facets;

        _barred = input.Rejections
            .Where(rejection => people.ContainsKey(rejection.PersonId))
            .GroupBy(rejection => rejection.FaceId, rejection => people[rejection.PersonId].Index)
            .ToDictionary(pairs => pairs.Key, pairs => pairs.Distinct().Order().ToArray());
    }

    /// <summary>All facets of all existing people, ordered by the person's id.</summary>
    public IReadOnlyList<(GroupFacet Facet, SettledPerson Person)> Facets { get; }

    public int PhotoOf(GroupingFace face) => _photos[face.MediaId];

    /// <summary>Sorted numbers of the people that a face was rejected from.</summary>
    public int[] PeopleBarredFor(GroupingFace face) => _barred.GetValueOrDefault(face.Id, []);

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
