using Microsoft.EntityFrameworkCore;
using Recognize.Api.Accounts;
using Recognize.Api.Media;
using Recognize.Models.People;

namespace Recognize.Api.People;

/// <summary>A person with the number of its visible faces: what the order of the list is made of.</summary>
internal sealed record RankedPerson
{
    public required Guid Id { get; init; }

    public string? Name { get; init; }

    public bool IsHidden { get; init; }

    public bool IsUnnamed { get; init; }

    public int FaceCount { get; init; }

    public Guid? CoverFaceId { get; init; }

    public long Version { get; init; }

    public IgnoredAs? IgnoredAs { get; init; }

    public int ConfirmedCount { get; init; }

    public int MediaCount { get; init; }
}

/// <summary>
/// Reads people in two steps: counts that are kept rank the people, and only those of the page are then asked for their
/// covers.
/// </summary>
internal static class PeopleQueries
{
    /// <summary>
    /// Named people always, by the number of their faces; then unnamed groups while a visible file shows them. A page costs
    /// the same however many there are, but for one that reaches named people without faces.
    /// </summary>
    /// <param name="scope">Whose.</param>
    /// <param name="people">Which of them.</param>
    /// <param name="after">The last one that was seen; null begins at the top.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    public static async Task<List<RankedPerson>> RankAsync(
        OwnerScope scope, IQueryable<Person> people, PeopleKey? after, int count, CancellationToken cancellationToken)
    {
        List<RankedPerson> ranked = [];
        if (after is not { IsUnnamed: true })
        {
            var named = people.Where(person => person.Name != null);
            ranked = await Shown(scope, named, after, count).ToListAsync(cancellationToken);
            if (ranked.Count < count)
            {
                var others = Count(named, scope.PersonCounts, scope.PersonChanges).Where(person => person.FaceCount == 0);
                ranked.AddRange(
                    await Order(After(others, after)).Take(count - ranked.Count).ToListAsync(cancellationToken));
            }
            after = null;
        }
        if (ranked.Count < count)
        {
            var unnamed = people.Where(person => person.Name == null);
            ranked.AddRange(await Shown(scope, unnamed, after, count - ranked.Count).ToListAsync(cancellationToken));
        }
        return ranked;
    }

    /// <summary>
    /// People with faces, in order: those whose counts have not changed since the last roll-up from the index in this order,
    /// and the few others. One statement for both: a roll-up in between would show a person twice, or not at all.
    /// </summary>
    private static IQueryable<RankedPerson> Shown(
        OwnerScope scope, IQueryable<Person> people, PeopleKey? after, int count)
    {
        var changed = scope.PersonChanges.Select(change => change.PersonId);
        var still = scope.PersonCounts
            .Where(counted => counted.Faces > 0 && !changed.Contains(counted.PersonId))
            .Join(people, counted => counted.PersonId, person => person.Id, (counted, person) => new RankedPerson
            {
                Id = counted.PersonId,
                Name = person.Name,
                IsHidden = person.IsHidden,
                IsUnnamed = person.Name == null,
                FaceCount = counted.Faces,
                CoverFaceId = person.CoverFaceId,
                Version = person.Version,
                IgnoredAs = person.IgnoredAs,
                ConfirmedCount = counted.Confirmed,
                MediaCount = counted.Photos,
            });
        var moved = Count(
                people.Where(person => changed.Contains(person.Id)),
                scope.PersonCounts.Where(counted => changed.Contains(counted.PersonId)),
                scope.PersonChanges)
            .Where(person => person.FaceCount > 0);
        return Order(Order(After(still, after)).Take(count).Concat(Order(After(moved, after)).Take(count))).Take(count);
    }

    /// <summary>Some people, whatever their state, with what <see cref="CompleteAsync"/> asks for.</summary>
    public static IQueryable<RankedPerson> Of(OwnerScope scope, IReadOnlyCollection<Guid> ids) => Count(
        scope.People.Where(row => ids.Contains(row.Id)),
        scope.PersonCounts.Where(count => ids.Contains(count.PersonId)),
        scope.PersonChanges.Where(change => ids.Contains(change.PersonId)));

    public static async Task<List<PersonResponse>> CompleteAsync(
        OwnerScope scope, IReadOnlyList<RankedPerson> people, CancellationToken cancellationToken)
    {
        var ids = people.Select(person => person.Id).ToList();
        // A subquery for each person: it takes the first face in the index on people and quality. As a join, all faces would
        // be numbered.
        var best = await scope.People
            .Where(person => ids.Contains(person.Id))
            .Select(person => new
            {
                person.Id,
                FaceId = scope.Faces
                    .Where(face => face.PersonId == person.Id)
                    .OrderByDescending(face => face.Quality).ThenBy(face => face.Id)
                    .Select(face => (Guid?)face.Id)
                    .FirstOrDefault(),
            })
            .ToDictionaryAsync(row => row.Id, row => row.FaceId, cancellationToken);
        var faces = best.Values.Concat(people.Select(person => person.CoverFaceId)).OfType<Guid>().Distinct().ToList();
        var covers = await scope.Faces
            .Where(face => face.PersonId != null && faces.Contains(face.Id))
            .Select(face => new
            {
                PersonId = face.PersonId!.Value,
                Cover = new CoverResponse(face.Id, face.MediaId, new BoxResponse(face.X, face.Y, face.Width, face.Height), face.TimeSeconds),
            })
            .ToDictionaryAsync(row => (row.PersonId, row.Cover.FaceId), row => row.Cover, cancellationToken);

        return [.. people.Select(person => new PersonResponse(
            person.Id,
            person.Name,
            person.IsHidden,
            person.FaceCount,
            person.MediaCount,
            CoverOf(person.Id, person.CoverFaceId) ?? CoverOf(person.Id, best.GetValueOrDefault(person.Id)),
            person.Version,
            person.IgnoredAs,
            person.ConfirmedCount))];

        CoverResponse? CoverOf(Guid person, Guid? face) =>
            face is { } id ? covers.GetValueOrDefault((person, id)) : null;
    }

    private static IQueryable<RankedPerson> Count(
        IQueryable<Person> people, IQueryable<PersonCount> counts, IQueryable<PersonChange> changes) =>
        people
            .LeftJoin(counts, person => person.Id, count => count.PersonId, (person, count) => new { person, count })
            .LeftJoin(
                changes
                    .GroupBy(change => change.PersonId)
                    .Select(group => new
                    {
                        PersonId = group.Key,
                        Faces = group.Sum(change => change.Faces),
                        Confirmed = group.Sum(change => change.Confirmed),
                        Photos = group.Sum(change => change.Photos),
                    }),
                row => row.person.Id,
                change => change.PersonId,
                (row, change) => new RankedPerson
                {
                    Id = row.person.Id,
                    Name = row.person.Name,
                    IsHidden = row.person.IsHidden,
                    IsUnnamed = row.person.Name == null,
                    FaceCount = (((int?)row.count!.Faces) ?? 0) + (((int?)change!.Faces) ?? 0),
                    CoverFaceId = row.person.CoverFaceId,
                    Version = row.person.Version,
                    IgnoredAs = row.person.IgnoredAs,
                    ConfirmedCount = (((int?)row.count!.Confirmed) ?? 0) + (((int?)change!.Confirmed) ?? 0),
                    MediaCount = (((int?)row.count!.Photos) ?? 0) + (((int?)change!.Photos) ?? 0),
                });

    private static IQueryable<RankedPerson> After(IQueryable<RankedPerson> people, PeopleKey? after) => after is null
        ? people
        : people.Where(person => person.FaceCount <= after.FaceCount
            && (person.FaceCount < after.FaceCount || person.Id > after.Id));

    private static IQueryable<RankedPerson> Order(IQueryable<RankedPerson> people) =>
        people.OrderByDescending(person => person.FaceCount).ThenBy(person => person.Id);
}
