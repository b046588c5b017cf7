using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Recognize.Api.Accounts;
using Recognize.Api.Http;
using Recognize.Api.Media;
using Recognize.Api.People;
using Recognize.Models.Accounts;
using Recognize.Models.Search;

namespace Recognize.Api.Search;

/// <summary>One box that finds the caller's own files by whatever is known of them.</summary>
internal static class SearchEndpoints
{
    private const int MaxSuggestions = 10;

    public static void MapSearch(this IEndpointRouteBuilder routes)
    {
        // A query names people and tags, and its answer tells of both.
        var group = routes.MapGroup("/api/search").WithTags("Search")
            .RequireScope(TokenScopes.MediaRead).RequireScope(TokenScopes.PeopleRead).RequireScope(TokenScopes.TagsRead);
        group.MapGet("/", FindAsync)
            .WithName("Search")
            .WithSummary("Finds the caller's own files by people, tags, places, dates, cameras and words, newest first, and says how the query was understood.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapGet("/suggest", SuggestAsync)
            .WithName("SuggestSearch")
            .WithSummary("What the last words of a query can be completed to.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    /// <summary>Why a query is refused, or null. Any text is a query; a very long one is a mistake.</summary>
    internal static ProblemHttpResult? Problem(string? query) => query?.Length > MediaSearch.MaxLength
        ? Problems.BadRequest("bad-query", $"A query has {MediaSearch.MaxLength} characters at most.")
        : query?.Contains('\0', StringComparison.Ordinal) == true
            ? Problems.BadRequest("bad-query", "A query must not hold control characters.")
            : null;

    private static async Task<Results<Ok<SearchResponse>, ProblemHttpResult>> FindAsync(
        [FromQuery, Description("What to find; see docs/search.md. Without it, everything.")] string? q,
        [AsParameters] PageQuery page, OwnerScope scope, CancellationToken cancellationToken)
    {
        if (Problem(q) is { } problem)
            return problem;
        var search = await scope.Search.ReadAsync(q ?? "", cancellationToken);
        var files = await scope.Search.FindPageAsync(search, cancellationToken);
        var listed = await MediaTimeline.ListAsync(files.Media, page, cancellationToken);
        if (listed.Result is not Ok<Page<MediaSummary>> { Value: { } found })
            return (ProblemHttpResult)listed.Result;
        if (page.Cursor is not null)
            return TypedResults.Ok(new SearchResponse(found.Items, found.Next, null, IsTotalExact: false, []));
        var total = await files.CountAsync(cancellationToken);
        return TypedResults.Ok(new SearchResponse(
            found.Items, found.Next, total.Count, total.IsExact, [.. search.Parts.Select(ToResponse)]));
    }

    private static async Task<Results<Ok<SuggestResponse>, ProblemHttpResult>> SuggestAsync(
        [FromQuery, Description("A query as far as it is typed.")] string? q, OwnerScope scope, CancellationToken cancellationToken)
    {
        if (Problem(q) is { } problem)
            return problem;
        var found = await scope.Search.SuggestAsync(q ?? "", MaxSuggestions, cancellationToken);
        var people = await PeopleQueries.CompleteAsync(
            scope, [.. found.Items.Where(item => item.PersonId is not null).Select(item => new RankedPerson { Id = item.PersonId!.Value })],
            cancellationToken);
        return TypedResults.Ok(new SuggestResponse(found.Kept, [.. found.Items.Select(item => new SuggestionItem(
            item.Kind, item.Label, item.Tag?.Names ?? new Dictionary<string, string>(), item.Tag?.Kind, (int)item.Files,
            item.PersonId, item.Tag?.Id, people.Find(person => person.Id == item.PersonId)?.Cover))]));
    }

    internal static SearchPartResponse ToResponse(SearchPart part) => new(
        part.Source, part.IsExcluded, part.IsUnknown, ToResponse(part.Reading), [.. part.Others.Select(ToResponse)]);

    private static SearchReadingResponse ToResponse(SearchReading reading) =>
        new(reading.Kind, reading.Label, reading.Names, reading.Term, reading.PersonIds, reading.TagIds);
}
