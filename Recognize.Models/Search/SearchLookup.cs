using Microsoft.EntityFrameworkCore;
using Recognize.Models.Persistence;
using Recognize.Models.Tags;

namespace Recognize.Models.Search;

/// <summary>Somebody who has a name; <c>Normal</c> is the name as it is compared.</summary>
internal sealed record KnownPerson(Guid Id, string Name, string Normal);

/// <param name="Tag">The tag.</param>
/// <param name="Normals">Its names in all languages, as they are compared.</param>
/// <param name="Files">Visible files of the owner that carry it; never 0.</param>
internal sealed record KnownTag(Tag Tag, IReadOnlyList<string> Normals, long Files);

/// <summary>A camera; <c>Normal</c> is make and model as they are compared.</summary>
internal sealed record KnownCamera(string Model, string Label, string Normal);

/// <summary>What an owner's library has that a query can name.</summary>
internal sealed class SearchLookup(RecognizeDbContext database, Guid ownerId)
{
    /// <summary>Files are counted no further.</summary>
    public const int MaxCount = 10_000;

    private const int MaxTags = 1_000;
    private const int MaxCameras = 300;

    /// <summary>Those who are shown: neither hidden nor ignored.</summary>
    public async Task<List<KnownPerson>> PeopleAsync(CancellationToken cancellationToken)
    {
        var rows = await database.People
            .Where(person => person.OwnerId == ownerId && person.Name != null && !person.IsHidden && person.IgnoredAs == null)
            .Select(person => new { person.Id, person.Name })
            .ToListAsync(cancellationToken);
        return [.. rows.Select(row => new KnownPerson(row.Id, row.Name!, SearchWords.Normal(row.Name!)))];
    }

    /// <summary>Files that show some people, by person.</summary>
    public async Task<Dictionary<Guid, int>> CountFilesAsync(IReadOnlyCollection<Guid> people, CancellationToken cancellationToken)
    {
        if (people.Count == 0)
            return [];
        var parts = await database.PersonCounts
            .Where(count => count.OwnerId == ownerId && people.Contains(count.PersonId))
            .Select(count => new { count.PersonId, count.Photos })
            .Concat(database.PersonChanges
                .Where(change => change.OwnerId == ownerId && people.Contains(change.PersonId))
                .Select(change => new { change.PersonId, change.Photos }))
            .ToListAsync(cancellationToken);
        return parts.GroupBy(part => part.PersonId).ToDictionary(group => group.Key, group => group.Sum(part => part.Photos));
    }

    /// <summary>Tags on the owner's files that have some words in a name, those on most files first.</summary>
    /// <param name="wordQuery">In the notation of <c>to_tsquery</c>; null for none.</param>
    /// <param name="ids">Some more tags.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<List<KnownTag>> TagsAsync(
        string? wordQuery, IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var more = ids.Distinct(StringComparer.Ordinal).ToArray();
        var rows = await database.Tags
            .FromSql(
                $"""
                SELECT * FROM tags WHERE id = ANY ({more})
                UNION
                SELECT * FROM tags WHERE tag_words(name, names) @@ to_tsquery('simple', {wordQuery ?? ""})
                """)
            .Select(tag => new
            {
                Tag = tag,
                Files = database.TagCounts
                    .Where(count => count.OwnerId == ownerId && count.TagId == tag.Id)
                    .Sum(count => (long)count.Change),
            })
            .Where(row => row.Files > 0)
            .OrderByDescending(row => row.Files).ThenBy(row => row.Tag.Id)
            .Take(MaxTags)
            .ToListAsync(cancellationToken);
        return [.. rows.Select(row => new KnownTag(
            row.Tag,
            [.. row.Tag.Names.Values.Append(row.Tag.Name).Select(SearchWords.Normal).Distinct(StringComparer.Ordinal)],
            row.Files))];
    }

    /// <summary>Each model once: the index is entered anew behind each, however many files there are.</summary>
    public async Task<List<KnownCamera>> CamerasAsync(CancellationToken cancellationToken)
    {
        var rows = await database.Database.SqlQuery<CameraRow>(
            $"""
            WITH RECURSIVE models AS (
                (SELECT camera_model, camera_make FROM media
                 WHERE owner_id = {ownerId} AND removed_at IS NULL AND camera_model IS NOT NULL
                 ORDER BY camera_model, camera_make LIMIT 1)
                UNION ALL
                SELECT after.* FROM models CROSS JOIN LATERAL (
                    SELECT m.camera_model, m.camera_make FROM media m
                    WHERE m.owner_id = {ownerId} AND m.removed_at IS NULL AND m.camera_model > models.camera_model
                    ORDER BY m.camera_model, m.camera_make LIMIT 1) AS after
            )
            SELECT camera_model AS model, camera_make AS make FROM models LIMIT {MaxCameras}
            """).ToListAsync(cancellationToken);
        return [.. rows.Select(row =>
        {
            var label = row.Make is null || row.Model.StartsWith(row.Make, StringComparison.OrdinalIgnoreCase)
                ? row.Model
                : $"{row.Make} {row.Model}";
            return new KnownCamera(row.Model, label, SearchWords.Normal(label));
        })];
    }

    /// <summary>Files of some cameras, up to <see cref="MaxCount"/>.</summary>
    public Task<int> CountFilesAsync(IReadOnlyCollection<string> cameras, CancellationToken cancellationToken) =>
        database.Media
            .Where(item => item.OwnerId == ownerId && item.RemovedAt == null && cameras.Contains(item.CameraModel))
            .Take(MaxCount).CountAsync(cancellationToken);

    /// <summary>Files of a stretch of the time line, up to <see cref="MaxCount"/>.</summary>
    public Task<int> CountFilesAsync(SearchSpan span, CancellationToken cancellationToken) =>
        database.Media
            .Where(item => item.OwnerId == ownerId && item.RemovedAt == null && item.SortAt >= span.From && item.SortAt < span.To)
            .Take(MaxCount).CountAsync(cancellationToken);

    /// <summary>Files with some words, up to <see cref="MaxCount"/>.</summary>
    public Task<int> CountWordsAsync(string wordQuery, CancellationToken cancellationToken) =>
        database.Database.SqlQuery<int>(
            $"""
            SELECT count(*)::integer AS "Value" FROM (
                SELECT 1 FROM media
                WHERE owner_id = {ownerId} AND removed_at IS NULL
                  AND media_words(relative_path, title, description, lens_model, artist, album, genre)
                      @@ to_tsquery('simple', {wordQuery})
                LIMIT {MaxCount}) AS counted
            """).SingleAsync(cancellationToken);

    private sealed record CameraRow(string Model, string? Make);
}
