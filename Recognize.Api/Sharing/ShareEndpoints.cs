using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Recognize.Api.Accounts;
using Recognize.Api.Http;
using Recognize.Models.Accounts;
using Recognize.Models.Sharing;

namespace Recognize.Api.Sharing;

/// <summary>What the caller shares with others, and what others share with the caller.</summary>
internal static class ShareEndpoints
{
    public static void MapShares(this IEndpointRouteBuilder routes)
    {
        routes.MapGroup("/api/shared").WithTags("Shares").RequireScope(TokenScopes.SharesRead)
            .MapGet("/", ListReceivedAsync)
            .WithName("ListShared").WithSummary("Lists the albums and libraries that others share with the caller, the latest first.")
            .ProducesProblem(StatusCodes.Status400BadRequest);

        var group = routes.MapGroup("/api/shares").WithTags("Shares").RequireScope(TokenScopes.SharesRead);
        group.MapGet("/", ListAsync)
            .WithName("ListShares").WithSummary("Lists the shares that the caller gave, those that have ended by their date too; the latest first.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        var write = group.MapGroup("/").RequireScope(TokenScopes.SharesWrite);
        write.MapPost("/", GiveAsync)
            .WithName("GiveShare").WithSummary("Shares an album or a library of the caller's with a user of this house.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        write.MapPut("/{id:guid}", ChangeAsync)
            .WithName("ChangeShare").WithSummary("Replaces what a share of the caller's says.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound);
        write.MapDelete("/{id:guid}", EndAsync)
            .WithName("EndShare").WithSummary("Takes a share back, or leaves what was shared; it counts no more at the next request.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<Page<ReceivedShareResponse>>, ProblemHttpResult>> ListReceivedAsync(
        [AsParameters] PageQuery page, VisibleScope scope, CancellationToken cancellationToken)
    {
        if (page.Read<MadeKey>(out var after) is { } problem)
            return problem;
        var shares = scope.Received;
        if (after is not null)
            shares = shares.Where(share => share.Id < after.Id);
        var rows = await shares.OrderByDescending(share => share.Id).Take(page.Size + 1)
            .Select(share => new
            {
                Share = share,
                Album = scope.SharedAlbums.Where(album => album.Id == share.AlbumId).Select(album => album.Name).FirstOrDefault(),
                Owner = scope.Partners.Where(user => user.Id == share.OwnerId).Select(user => user.Name).FirstOrDefault()!,
            })
            .ToListAsync(cancellationToken);
        var cut = page.Cut(rows, row => new MadeKey(row.Share.Id));
        return TypedResults.Ok(new Page<ReceivedShareResponse>(
            [.. cut.Items.Select(row => new ReceivedShareResponse(
                row.Share.Id, row.Share.AlbumId, row.Share.LibraryId, row.Album ?? row.Share.Label, row.Owner,
                row.Share.Access, row.Share.WithPeople, row.Share.CreatedAt, row.Share.ExpiresAt))],
            cut.Next));
    }

    private static async Task<Results<Ok<Page<ShareResponse>>, ProblemHttpResult>> ListAsync(
        [FromQuery, Description("Only of this album.")] Guid? album,
        [FromQuery, Description("Only of this library.")] Guid? library,
        [AsParameters] PageQuery page, VisibleScope scope, CancellationToken cancellationToken)
    {
        if (page.Read<MadeKey>(out var after) is { } problem)
            return problem;
        var shares = scope.Given;
        if (album is not null)
            shares = shares.Where(share => share.AlbumId == album);
        if (library is not null)
            shares = shares.Where(share => share.LibraryId == library);
        if (after is not null)
            shares = shares.Where(share => share.Id < after.Id);
        var rows = await shares.OrderByDescending(share => share.Id).Take(page.Size + 1)
            .Select(share => new
            {
                Share = share,
                Recipient = scope.Partners.Where(user => user.Id == share.RecipientId).Select(user => user.Name).FirstOrDefault()!,
            })
            .ToListAsync(cancellationToken);
        var cut = page.Cut(rows, row => new MadeKey(row.Share.Id));
        return TypedResults.Ok(new Page<ShareResponse>(
            [.. cut.Items.Select(row => ToResponse(row.Share, row.Recipient))], cut.Next));
    }

    private static async Task<Results<Ok<ShareResponse>, ProblemHttpResult>> GiveAsync(
        GiveShareRequest request, VisibleScope scope, HttpContext context, ShareDirectory shares, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var terms = new ShareTerms(
            request.Access, request.WithPeople, request.Label, request.ExpiresAt?.ToUniversalTime());
        if (Problem(terms, clock) is { } problem)
            return problem;
        (ShareOutcome Outcome, Share? Share) given;
        switch (request)
        {
            case { AlbumId: { } album, LibraryId: null }:
                given = await shares.GiveAlbumAsync(
                    scope.UserId, album, request.Recipient, terms, context.Actor(), cancellationToken);
                break;
            case { AlbumId: null, LibraryId: { } library }:
                given = await shares.GiveLibraryAsync(
                    scope.UserId, library, request.Recipient, terms, context.Actor(), cancellationToken);
                break;
            default:
                return Problems.BadRequest("bad-share", "Say either albumId or libraryId.");
        }
        if (SharingProblems.Of(given.Outcome, request.AlbumId is null ? "library" : "album") is { } refused)
            return refused;
        var name = await scope.Partners.Where(user => user.Id == given.Share!.RecipientId).Select(user => user.Name)
            .FirstOrDefaultAsync(cancellationToken);
        return TypedResults.Ok(ToResponse(given.Share!, name ?? request.Recipient));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ChangeAsync(
        Guid id, ChangeShareRequest request, VisibleScope scope, HttpContext context, ShareDirectory shares,
        TimeProvider clock, CancellationToken cancellationToken)
    {
        var terms = new ShareTerms(
            request.Access, request.WithPeople, request.Label, request.ExpiresAt?.ToUniversalTime());
        if (Problem(terms, clock) is { } problem)
            return problem;
        return Answer(await shares.ChangeAsync(scope.UserId, id, terms, context.Actor(), cancellationToken));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> EndAsync(
        Guid id, VisibleScope scope, HttpContext context, ShareDirectory shares, CancellationToken cancellationToken) =>
        Answer(await shares.EndAsync(scope.UserId, id, context.Actor(), cancellationToken));

    private static Results<NoContent, ProblemHttpResult> Answer(ShareOutcome outcome) =>
        SharingProblems.Of(outcome, "share") is { } problem ? problem : TypedResults.NoContent();

    private static ProblemHttpResult? Problem(ShareTerms terms, TimeProvider clock) =>
        terms.ExpiresAt <= clock.GetUtcNow()
            ? Problems.BadRequest("bad-share", "expiresAt must lie ahead.")
            : SharingProblems.OfText("bad-share", "label", terms.Label, ShareDirectory.MaxLabelLength);

    private static ShareResponse ToResponse(Share share, string recipient) => new(
        share.Id, share.AlbumId, share.LibraryId, recipient, share.Access, share.WithPeople, share.Label, share.CreatedAt,
        share.ChangedAt, share.ExpiresAt);
}
