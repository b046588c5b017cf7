namespace Recognize.Models.People.Reclustering;

/// <summary>
/// Decides which of the groups found anew is which of the people there were: the largest overlap first, each group and
/// each person once. So a person that nobody has named yet keeps its id, and with it links and bookmarks.
/// </summary>
public static class GroupTakeover
{
    /// <param name="groups">For each new group, the person of each of its faces before; null for one in no group.</param>
    /// <param name="isFree">Whether a person's id may be taken over.</param>
    /// <returns>For each group the person whose place it takes, or null.</returns>
    public static Guid?[] Match(IReadOnlyList<IEnumerable<Guid?>> groups, Func<Guid, bool> isFree)
    {
        var overlaps = groups
            .SelectMany((group, index) => group
                .OfType<Guid>()
                .Where(isFree)
                .CountBy(person => person)
                .Select(count => (Group: index, Person: count.Key, Faces: count.Value)))
            // The last two only make equal overlaps come out the same every time.
            .OrderByDescending(overlap => overlap.Faces).ThenBy(overlap => overlap.Group).ThenBy(overlap => overlap.Person);

        var taken = new HashSet<Guid>();
        var persons = new Guid?[groups.Count];
        foreach (var (group, person, _) in overlaps)
        {
            if (persons[group] is null && taken.Add(person))
                persons[group] = person;
        }
        return persons;
    }
}
