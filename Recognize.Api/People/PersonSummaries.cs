using Microsoft.EntityFrameworkCore;
using Recognize.Api.Accounts;
using Recognize.Models.Tags;

namespace Recognize.Api.People;

/// <summary>
/// Sums up the files of one person. Each query begins at the person's faces, by their index: it costs what the person's
/// files are, however large the library is.
/// </summary>
internal static class PersonSummaries
{
    /// <summary>More than a page shows; most companions were on one photo by chance.</summary>
    private const int MostPlaces = 40;

    private const int MostCompanions = 24;

    public static async Task<PersonSummaryResponse> ReadAsync(
        OwnerScope scope, Guid personId, CancellationToken cancellationToken)
    {
        var media = scope.Faces.Where(face => face.PersonId == personId).Select(face => face.MediaId).Distinct();
        return new PersonSummaryResponse(
            await YearsAsync(scope, media, cancellationToken),
            await PlacesAsync(scope, media, cancellationToken),
            await CompanionsAsync(scope, media, personId, cancellationToken));
    }

    private static async Task<List<PersonYearResponse>> YearsAsync(
        OwnerScope scope, IQueryable<Guid> media, CancellationToken cancellationToken) =>
        [
            .. (await media.Join(scope.Media, id => id, item => item.Id, (_, item) => item)
                .GroupBy(item => item.SortAt.Year)
                .Select(year => new { Year = year.Key, Count = year.Count() })
                .OrderByDescending(year => year.Year)
                .ToListAsync(cancellationToken))
                .Select(year => new PersonYearResponse(year.Year, year.Count)),
        ];

    private static async Task<List<PersonPlaceResponse>> PlacesAsync(
        OwnerScope scope, IQueryable<Guid> media, CancellationToken cancellationToken)
    {
        var counts = await media
            .Join(scope.MediaTags, id => id, tag => tag.MediaId, (_, tag) => new { tag.MediaId, tag.TagId })
            .Where(tag => scope.TagNames.Any(name => name.Id == tag.TagId && name.Kind == TagKind.Place))
            .Distinct()
            .GroupBy(tag => tag.TagId)
            .Select(tag => new { TagId = tag.Key, Count = tag.Count() })
            .OrderByDescending(tag => tag.Count).ThenBy(tag => tag.TagId)
            .Take(MostPlaces)
            .ToListAsync(cancellationToken);
        var ids = counts.ConvertAll(count => count.TagId);
        var names = await scope.TagNames.Where(tag => ids.Contains(tag.Id)).ToDictionaryAsync(tag => tag.Id, cancellationToken);
        return counts.ConvertAll(count => new PersonPlaceResponse(
            count.TagId, names[count.TagId].Name, names[count.TagId].Names, count.Count));
    }

    private static async Task<List<CompanionResponse>> CompanionsAsync(
        OwnerScope scope, IQueryable<Guid> media, Guid personId, CancellationToken cancellationToken)
    {
        var shown = scope.People.Where(person => !person.IsHidden && person.IgnoredAs == null && person.Id != personId);
        var counts = await media
            .Join(scope.Faces, id => id, face => face.MediaId, (_, face) => new { face.MediaId, face.PersonId })
            .Where(face => face.PersonId != null && shown.Any(person => person.Id == face.PersonId))
            .Distinct()
            .GroupBy(face => face.PersonId!.Value)
            .Select(person => new { Id = person.Key, Count = person.Count() })
            .OrderByDescending(person => person.Count).ThenBy(person => person.Id)
            .Take(MostCompanions)
            .ToListAsync(cancellationToken);
        var ranked = await PeopleQueries.Of(scope, counts.ConvertAll(count => count.Id)).ToListAsync(cancellationToken);
        var people = (await PeopleQueries.CompleteAsync(scope, ranked, cancellationToken)).ToDictionary(person => person.Id);
        // Who was merged between the two queries is left out.
        return
        [
            .. counts.Where(count => people.ContainsKey(count.Id))
                .Select(count => new CompanionResponse(people[count.Id], count.Count)),
        ];
    }
}
