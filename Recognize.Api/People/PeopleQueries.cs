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
}

/// <summary>
/// Reads people in two steps: one pass over the faces ranks the people, and only those of the page are then asked for
/// their files and covers, which costs far more for each.
/// </summary>
internal static class PeopleQueries
{
    /// <summary>Named people always; unnamed groups while a visible file shows them.</summary>
    public static IQueryable<RankedPerson> Rank(OwnerScope scope)
    {
        var counts = scope.Faces
            .Where(face => face.PersonId != null)
            .GroupBy(face => face.PersonId)
            .Select(group => new
            {
                PersonId = group.Key,
                Count = group.Count(),
                Confirmed = group.Count(face => face.AssignedBy >= FaceAssignment.Contact),
            });
        return scope.People
            .LeftJoin(counts, person => person.Id, count => count.PersonId, (person, count) => new RankedPerson
            {
                Id = person.Id,
                Name = person.Name,
                IsHidden = person.IsHidden,
                IsUnnamed = person.Name == null,
                FaceCount = ((int?)count!.Count) ?? 0,
                CoverFaceId = person.CoverFaceId,
                Version = person.Version,
                IgnoredAs = person.IgnoredAs,
                ConfirmedCount = ((int?)count!.Confirmed) ?? 0,
            })
            .Where(person => !person.IsUnnamed || person.FaceCount > 0);
    }

    /// <summary>Some people, whatever their state, with what <see cref="CompleteAsync"/> asks for.</summary>
    public static IQueryable<RankedPerson> Of(OwnerScope scope, IReadOnlyCollection<Guid> ids) => scope.People
        .Where(row => ids.Contains(row.Id))
        .Select(row => new RankedPerson
        {
            Id = row.Id,
            Name = row.Name,
            IsHidden = row.IsHidden,
            IsUnnamed = row.Name == null,
            FaceCount = scope.Faces.Count(face => face.PersonId == row.Id),
            CoverFaceId = row.CoverFaceId,
            Version = row.Version,
            IgnoredAs = row.IgnoredAs,
            ConfirmedCount = scope.Faces.Count(face =>
                face.PersonId == row.Id && face.AssignedBy >= FaceAssignment.Contact),
        });

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
        var mediaCounts = await faces
            .GroupBy(face => face.PersonId!.Value)
            .Select(group => new { Id = group.Key, Count = group.Select(face => face.MediaId).Distinct().Count() })
            .ToDictionaryAsync(row => row.Id, row => row.Count, cancellationToken);
        var best = await BestFacesAsync(scope, faces, ids, cancellationToken);
        var chosen = await ChosenCoversAsync(scope, people, cancellationToken);

        return [.. people.Select(person => new PersonResponse(
            person.Id,
            person.Name,
            person.IsHidden,
            person.FaceCount,
            mediaCounts.GetValueOrDefault(person.Id),
            chosen.GetValueOrDefault(person.Id) ?? best.GetValueOrDefault(person.Id),
            person.Version,
            person.IgnoredAs,
            person.ConfirmedCount))];
    }

    // From the people: each looks at its own faces only, by the index on the person.
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
