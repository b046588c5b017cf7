using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Recognize.Api.Accounts;
using Recognize.Api.Http;
using Recognize.Models.Accounts;
using Recognize.Models.Library;
using Recognize.Models.Media;

namespace Recognize.Api.Media;

/// <summary>The caller's photos and videos by the days on which they were taken.</summary>
internal static class TimelineEndpoints
{
    /// <summary>Rows are small, and a grid wants a whole month at once.</summary>
    private const int PageSize = 1000;

    private const string MonthFormat = "yyyy-MM";

    public static void AddTimeline(this IServiceCollection services) => services.AddSingleton<TimelineMonths>();

    public static void MapTimeline(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/timeline").WithTags("Timeline").RequireScope(TokenScopes.MediaRead);

        group.MapGet("/", MonthsAsync)
            .WithName("GetTimeline")
            .WithSummary("How many photos and videos of the caller's own each month has, newest first.");
        group.MapGet("/media", ListAsync)
            .WithName("ListTimelineMedia")
            .WithSummary("Lists the caller's own photos and videos by wall-clock time, newest first, a thousand to a page.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<Ok<TimelineResponse>> MonthsAsync(
        OwnerScope scope, TimelineMonths months, CancellationToken cancellationToken)
    {
        var counts = await months.ReadAsync(scope.Me.OwnerId, cancellationToken);
        return TypedResults.Ok(new TimelineResponse(
            counts.Sum(month => month.Count),
            [.. counts.Select(month => new TimelineMonthResponse(
                month.Month.ToString(MonthFormat, CultureInfo.InvariantCulture), month.Count))]));
    }

    private static async Task<Results<Ok<Page<TimelineItem>>, ProblemHttpResult>> ListAsync(
        OwnerScope scope,
        CancellationToken cancellationToken,
        [FromQuery, Description("Only one month, as 2019-07.")] string? month = null,
        [FromQuery, Description("Where the page before ended: its `next`.")] string? cursor = null)
    {
        var media = scope.Media.Where(item => item.Kind != MediaKind.Audio);
        if (month is not null)
        {
            if (!DateOnly.TryParseExact(month, MonthFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                return Problems.BadRequest("bad-request", "month is a year and a month, as 2019-07.");
            var from = day.ToDateTime(TimeOnly.MinValue);
            media = media.Where(item => item.LocalAt >= from);
            // The calendar ends with December 9999: nothing is later.
            if (day < new DateOnly(9999, 12, 1))
            {
                var to = from.AddMonths(1);
                media = media.Where(item => item.LocalAt < to);
            }
        }
        if (cursor is not null)
        {
            if (!Cursor.TryDecode<DayKey>(cursor, out var after))
                return Problems.BadRequest("bad-cursor", "The cursor was not made by this list.");
            // A row comparison, not "or": Postgres then starts in the middle of the index media_days.
            var (localAt, id) = (DateTime.SpecifyKind(after!.LocalAt, DateTimeKind.Unspecified), after.Id);
            media = media.Where(item => EF.Functions.LessThan(
                ValueTuple.Create(item.LocalAt, item.Id), ValueTuple.Create(localAt, id)));
        }
        var rows = await media
            .OrderByDescending(item => item.LocalAt).ThenByDescending(item => item.Id)
            .Take(PageSize + 1)
            .Select(item => new TimelineItem(
                item.Id, item.Kind, item.LocalAt, item.Width, item.Height, item.DurationSeconds))
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(new PageQuery { Limit = PageSize }.Cut(rows, row => new DayKey(row.LocalAt, row.Id)));
    }
}
