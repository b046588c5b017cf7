using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Recognize.Api.Accounts;
using Recognize.Api.Http;
using Recognize.Models.Library;

namespace Recognize.Api.Media;

/// <summary>Pages through files, newest first; files of the same time in the order of their ids.</summary>
internal static class MediaTimeline
{
    /// <summary>The caller's own.</summary>
    public static Task<Results<Ok<Page<MediaSummary>>, ProblemHttpResult>> ListAsync(
        OwnerScope scope, MediaQuery query, PageQuery page, CancellationToken cancellationToken) =>
        ListAsync(Filter(scope, query), page, cancellationToken);

    /// <param name="media">Files that the caller may see.</param>
    /// <param name="page">Which of them.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public static async Task<Results<Ok<Page<MediaSummary>>, ProblemHttpResult>> ListAsync(
        IQueryable<MediaItem> media, PageQuery page, CancellationToken cancellationToken)
    {
        if (page.Read<TimelineKey>(out var after) is { } problem)
            return problem;

        var rows = await Select(media, after)
            .Take(page.Size + 1)
            .Select(item => new Row(
                item.Id, item.Kind, item.RelativePath, item.SortAt, item.LocalAt, item.Width, item.Height, item.DurationSeconds))
            .ToListAsync(cancellationToken);
        var cut = page.Cut(rows, row => new TimelineKey(row.SortAt, row.Id));
        return TypedResults.Ok(new Page<MediaSummary>([.. cut.Items.Select(ToSummary)], cut.Next));
    }

    public static string FileName(string relativePath) => relativePath[(relativePath.LastIndexOf('/') + 1)..];

    internal static IQueryable<MediaItem> Select(IQueryable<MediaItem> media, TimelineKey? after)
    {
        // A row comparison, not "or": Postgres then starts in the middle of the index media_timeline.
        if (after is not null)
        {
            var sortAt = after.SortAt.ToUniversalTime();
            media = media.Where(item => EF.Functions.LessThan(
                ValueTuple.Create(item.SortAt, item.Id), ValueTuple.Create(sortAt, after.Id)));
        }
        return media.OrderByDescending(item => item.SortAt).ThenByDescending(item => item.Id);
    }

    internal static IQueryable<MediaItem> Filter(OwnerScope scope, MediaQuery query)
    {
        var media = scope.Media;
        if (query.Kind?.Value is { } kind)
            media = media.Where(item => item.Kind == kind);
        if (query.From?.ToUniversalTime() is { } from)
            media = media.Where(item => item.SortAt >= from);
        if (query.To?.ToUniversalTime() is { } to)
            media = media.Where(item => item.SortAt < to);
        if (query.Tag is { } tag)
        {
            media = media.Where(item => scope.MediaTags.Any(assigned =>
                assigned.MediaId == item.Id && assigned.TagId == tag));
        }
        if (query.Person is { } person)
            media = media.Where(item => scope.Faces.Any(face => face.MediaId == item.Id && face.PersonId == person));
        if (query.State?.Value is { } state)
            media = media.Where(item => scope.Analysis.Any(entry => entry.MediaId == item.Id && entry.State == state));
        return media;
    }

    public static MediaSummary ToSummary(MediaItem item) => new(
        item.Id, item.Kind, FileName(item.RelativePath), item.SortAt, item.LocalAt, item.Width, item.Height, item.DurationSeconds);

    private static MediaSummary ToSummary(Row row) => new(
        row.Id, row.Kind, FileName(row.RelativePath), row.SortAt, row.LocalAt, row.Width, row.Height, row.DurationSeconds);

    private sealed record Row(
        Guid Id,
        Recognize.Models.Media.MediaKind Kind,
        string RelativePath,
        DateTimeOffset SortAt,
        DateTime LocalAt,
        int? Width,
        int? Height,
        double? DurationSeconds);
}
