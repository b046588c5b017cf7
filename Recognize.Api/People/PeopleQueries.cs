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
    /// <summary>Named people always; unnamed groups while a visible file shows them.</summary>
    public static IQueryable<RankedPerson> Rank(OwnerScope scope) =>
        Join(scope.People, scope.PersonCounts).Where(person => !person.IsUnnamed || person.FaceCount > 0);

    /// <summary>Some people, whatever their state, with what <see cref="CompleteAsync"/> asks for.</summary>
    public static IQueryable<RankedPerson> Of(OwnerScope scope, IReadOnlyCollection<Guid> ids) => Join(
        scope.People.Where(row => ids.Contains(row.Id)), scope.PersonCounts.Where(count => ids.Contains(count.PersonId)));

    /// <summary>Named before unnamed, then by the number of faces, most first.</summary>
    public static IQueryable<RankedPerson> Order(IQueryable<RankedPerson> people, PeopleKey? after)
    {
        if (after is not null)
        {
            people = people.Where(person =>
                (person.IsUnnamed && !after.IsUnnamed)
                || (person.IsUnnamed == after.IsUnnamed
                    && (person.FaceCount < after.FaceCount
                        || (person.FaceCount == after.FaceCount && person.Id > after.Id))));
        }
        return people
            .OrderBy(person => person.IsUnnamed)
            .ThenByDescending(person => person.FaceCount)
            .ThenBy(person => person.Id);
    }

    public static async Task<List<PersonResponse>> CompleteAsync(
        OwnerScope scope, IReadOnlyList<RankedPerson> people, CancellationToken cancellationToken)
    {
        var ids = people.Select(person => person.Id).ToList();
        var faces = scope.Faces.Where(face => face.PersonId != null && ids.Contains(face.PersonId.Value));
        var best = await BestFacesAsync(scope, faces, ids, cancellationToken);
        var chosen = await ChosenCoversAsync(scope, people, cancellationToken);

        return [.. people.Select(person => new PersonResponse(
            person.Id,
            person.Name,
            person.IsHidden,
            person.FaceCount,
            person.MediaCount,
            chosen.GetValueOrDefault(person.Id) ?? best.GetValueOrDefault(person.Id),
            person.Version,
            person.IgnoredAs,
            person.ConfirmedCount))];
    }

    private static IQueryable<RankedPerson> Join(IQueryable<Person> people, IQueryable<PersonCount> changes)
    {
        var counts = changes
            .GroupBy(change => change.PersonId)
            .Select(group => new
            {
                PersonId = group.Key,
                Faces = group.Sum(change => change.Faces),
                Confirmed = group.Sum(change => change.Confirmed),
                Photos = group.Sum(change => change.Photos),
            });
        return people.LeftJoin(counts, person => person.Id, count => count.PersonId, (person, count) => new RankedPerson
        {
            Id = person.Id,
            Name = person.Name,
            IsHidden = person.IsHidden,
            IsUnnamed = person.Name == null,
            FaceCount = ((int?)count!.Faces) ?? 0,
            CoverFaceId = person.CoverFaceId,
            Version = person.Version,
            IgnoredAs = person.IgnoredAs,
            ConfirmedCount = ((int?)count!.Confirmed) ?? 0,
            MediaCount = ((int?)count!.Photos) ?? 0,
        });
    }

    // From the people: each takes the first of its own faces in the index on people and quality.
    private static Task<Dictionary<Guid, CoverResponse>> BestFacesAsync(
        OwnerScope scope, IQueryable<Face> faces, List<Guid> ids, CancellationToken cancellationToken) =>
        CoversAsync(
            scope.People
                .Where(person => ids.Contains(person.Id))
                .SelectMany(person => faces
                    .Where(face => face.PersonId == person.Id)
                    .OrderByDescending(face => face.Quality).ThenBy(face => face.Id)
                    .Take(1)),
            cancellationToken);

    private static Task<Dictionary<Guid, CoverResponse>> ChosenCoversAsync(
        OwnerScope scope, IReadOnlyList<RankedPerson> people, CancellationToken cancellationToken)
    {
        var chosen = people.Where(person => person.CoverFaceId is not null).Select(person => person.CoverFaceId!.Value).ToList();
        return CoversAsync(
            scope.Faces.Where(face => face.PersonId != null && chosen.Contains(face.Id)), cancellationToken);
    }

    private static Task<Dictionary<Guid, CoverResponse>> CoversAsync(
        IQueryable<Face> faces, CancellationToken cancellationToken) =>
        faces
            .Select(face => new
            {
                Person = face.PersonId!.Value,
                Cover = new CoverResponse(
                    face.Id, face.MediaId, new BoxResponse(face.X, face.Y, face.Width, face.Height)),
            })
            .ToDictionaryAsync(row => row.Person, row => row.Cover, cancellationToken);
}
