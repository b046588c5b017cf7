using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Recognize.Api.Accounts;
using Recognize.Api.Http;
using Recognize.Api.Media;
using Recognize.Models.Accounts;
using Recognize.Models.Media;

namespace Recognize.Api.Sharing;

/// <summary>Libraries: which the caller has, and what is in one, one's own or shared.</summary>
internal static class LibraryEndpoints
{
    public static void MapLibraries(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/libraries").WithTags("Libraries").RequireScope(TokenScopes.MediaRead);
        group.MapGet("/", ListAsync)
            .WithName("ListLibraries").WithSummary("Lists the caller's own libraries, the first one first.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapGet("/{id:guid}/media", ListMediaAsync)
            .WithName("ListLibraryMedia").WithSummary("Lists the files of a library, one's own or shared, newest first.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<Page<LibraryResponse>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery page, OwnerScope scope, CancellationToken cancellationToken)
    {
        if (page.Read<MadeKey>(out var after) is { } problem)
            return problem;
        var libraries = scope.Libraries;
        if (after is not null)
            libraries = libraries.Where(library => library.Id > after.Id);
        var rows = await libraries.OrderBy(library => library.Id).Take(page.Size + 1).ToListAsync(cancellationToken);
        var cut = page.Cut(rows, library => new MadeKey(library.Id));
        return TypedResults.Ok(new Page<LibraryResponse>(
            [.. cut.Items.Select(library => new LibraryResponse(
                library.Id, Path.GetFileName(library.RootPath), library.CreatedAt))],
            cut.Next));
    }

    private static async Task<Results<Ok<Page<MediaSummary>>, ProblemHttpResult>> ListMediaAsync(
        Guid id,
        [FromQuery, Description("Only one kind: photo, video or audio.")] NameOf<MediaKind>? kind,
        [FromQuery, Description("Only files with the tag of this id.")] string? tag,
        [FromQuery, Description("Only files of this time or later.")] DateTimeOffset? from,
        [FromQuery, Description("Only files earlier than this time.")] DateTimeOffset? to,
        [AsParameters] PageQuery page, VisibleScope scope, CancellationToken cancellationToken)
    {
        if (await scope.FindLibraryAsync(id, cancellationToken) is not { } library)
            return Problems.NotFound("library");
        var media = scope.FilesOf(library);
        if (kind?.Value is { } only)
            media = media.Where(item => item.Kind == only);
        if (from?.ToUniversalTime() is { } since)
            media = media.Where(item => item.SortAt >= since);
        if (to?.ToUniversalTime() is { } until)
            media = media.Where(item => item.SortAt < until);
        if (tag is not null)
            media = scope.WithTag(media, tag);
        return await MediaTimeline.ListAsync(media, page, cancellationToken);
    }
}
