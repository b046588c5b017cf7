using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Recognize.Api.Accounts;
using Recognize.Api.Http;
using Recognize.Api.Media;
using Recognize.Api.Search;
using Recognize.Models.Accounts;
using Recognize.Models.Search;
using Recognize.Models.Sharing;

namespace Recognize.Api.Sharing;

/// <summary>Albums: the caller's own, and by their ids those that others share.</summary>
internal static class AlbumEndpoints
{
    public static void MapAlbums(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/albums").WithTags("Albums").RequireScope(TokenScopes.AlbumsRead);
        group.MapGet("/", ListAsync)
            .WithName("ListAlbums").WithSummary("Lists the caller's own albums, the latest made first.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapGet("/{id:guid}", GetAsync)
            .WithName("GetAlbum").WithSummary("An album, one's own or shared.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/{id:guid}/media", ListMediaAsync)
            .WithName("ListAlbumMedia").WithSummary("Lists the files of an album, in its order; of a smart one newest first.")
            .RequireScope(TokenScopes.MediaRead)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);

        var write = group.MapGroup("/").RequireScope(TokenScopes.AlbumsWrite);
        write.MapPost("/", CreateAsync)
            .WithName("CreateAlbum").WithSummary("Makes an album.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        Refuses(write.MapPatch("/{id:guid}", ChangeAsync))
            .WithName("ChangeAlbum").WithSummary("Names or describes an album, or chooses the file that stands for it.");
        Refuses(write.MapDelete("/{id:guid}", DeleteAsync))
            .WithName("DeleteAlbum").WithSummary("Deletes an album of the caller's, not the files in it; its shares end.");
        Refuses(write.MapPost("/{id:guid}/media", AddAsync))
            .WithName("AddToAlbum").WithSummary("Puts files at the end of an album: one's own, and those of its owner that one may change.");
        Refuses(write.MapPost("/{id:guid}/media/remove", RemoveAsync))
            .WithName("RemoveFromAlbum").WithSummary("Takes files out of an album; one's own whatever the share allows.");
        Refuses(write.MapPost("/{id:guid}/media/move", MoveAsync))
            .WithName("MoveInAlbum").WithSummary("Moves files of an album before another of its files, or to its end.");
    }

    private static RouteHandlerBuilder Refuses(RouteHandlerBuilder route) => route
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<Ok<Page<AlbumResponse>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery page, VisibleScope scope, CancellationToken cancellationToken)
    {
        if (page.Read<MadeKey>(out var after) is { } problem)
            return problem;
        var albums = scope.OwnAlbums;
        if (after is not null)
            albums = albums.Where(album => album.Id < after.Id);
        var rows = await Contents(scope, albums.OrderByDescending(album => album.Id).Take(page.Size + 1))
            .OrderByDescending(row => row.Album.Id)
            .ToListAsync(cancellationToken);
        var cut = page.Cut(rows, row => new MadeKey(row.Album.Id));
        foreach (var smart in cut.Items.Where(row => row.Album.Query is not null))
            await FillAsync(scope, smart, cancellationToken);
        return TypedResults.Ok(new Page<AlbumResponse>(
            [.. cut.Items.Select(row => ToResponse(row, owner: null, AccessLevel.Own))], cut.Next));
    }

    private static async Task<Results<Ok<AlbumResponse>, ProblemHttpResult>> GetAsync(
        Guid id, VisibleScope scope, OwnerScope own, CancellationToken cancellationToken)
    {
        if (await scope.FindAlbumAsync(id, cancellationToken) is not { } seen
            || await Contents(scope, scope.VisibleAlbums.Where(album => album.Id == id))
                .SingleOrDefaultAsync(cancellationToken) is not { } contents)
        {
            return Problems.NotFound("album");
        }
        if (seen.Album.Query is not { } query)
            return TypedResults.Ok(ToResponse(contents, seen.Access == AccessLevel.Own ? null : seen.OwnerName, seen.Access));
        await FillAsync(scope, contents, cancellationToken);
        if (seen.Access < AccessLevel.Own)
            return TypedResults.Ok(ToResponse(contents, seen.OwnerName, seen.Access));
        var search = await own.Search.ReadAsync(query, cancellationToken);
        return TypedResults.Ok(ToResponse(contents, owner: null, AccessLevel.Own) with
        {
            Parts = [.. search.Parts.Select(SearchEndpoints.ToResponse)],
        });
    }

    private static async Task<Results<Ok<Page<MediaSummary>>, ProblemHttpResult>> ListMediaAsync(
        Guid id, [AsParameters] PageQuery page, VisibleScope scope, CancellationToken cancellationToken)
    {
        if (await scope.FindAlbumAsync(id, cancellationToken) is not { } seen)
            return Problems.NotFound("album");
        if (seen.Album.Query is not null)
            return await MediaTimeline.ListAsync(await scope.FindFilesAsync(seen.Album, cancellationToken), page, cancellationToken);
        if (page.Read<AlbumItemKey>(out var after) is { } problem)
            return problem;
        var items = scope.ItemsOf(seen.Album);
        if (after is not null)
        {
            items = items.Where(item => item.Position > after.Position
                || (item.Position == after.Position && item.Media.Id > after.Id));
        }
        var rows = await items.OrderBy(item => item.Position).ThenBy(item => item.Media.Id)
            .Take(page.Size + 1).ToListAsync(cancellationToken);
        var cut = page.Cut(rows, item => new AlbumItemKey(item.Position, item.Media.Id));
        return TypedResults.Ok(new Page<MediaSummary>(
            [.. cut.Items.Select(item => MediaTimeline.ToSummary(item.Media))], cut.Next));
    }

    private static async Task<Results<Ok<AlbumResponse>, ProblemHttpResult>> CreateAsync(
        CreateAlbumRequest request, VisibleScope scope, AlbumEdits albums, CancellationToken cancellationToken)
    {
        if ((Problem(request.Name, request.Description) ?? QueryProblem(request.Query)) is { } problem)
            return problem;
        var description = string.IsNullOrEmpty(request.Description) ? null : request.Description;
        var album = await albums.CreateAsync(scope.UserId, request.Name, description, cancellationToken, request.Query);
        var contents = new AlbumContents { Album = album, Count = 0 };
        if (album.Query is not null)
            await FillAsync(scope, contents, cancellationToken);
        return TypedResults.Ok(ToResponse(contents, owner: null, AccessLevel.Own));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ChangeAsync(
        Guid id, ChangeAlbumRequest request, VisibleScope scope, AlbumEdits albums, CancellationToken cancellationToken)
    {
        if ((Problem(request.Name, request.Description) ?? QueryProblem(request.Query)) is { } problem)
            return problem;
        if (request is { Name: null, Description: null, CoverMediaId: null, ClearCover: false, Query: null })
            return Problems.BadRequest("nothing-to-change", "Say name, description, coverMediaId, clearCover or query.");
        return Answer(await albums.ChangeAsync(
            scope.UserId, id, new(request.Name, request.Description, request.CoverMediaId, request.ClearCover, request.Query),
            cancellationToken));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        Guid id, VisibleScope scope, HttpContext context, AlbumEdits albums, CancellationToken cancellationToken) =>
        Answer(await albums.DeleteAsync(scope.UserId, id, context.Actor(), cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> AddAsync(
        Guid id, AlbumMediaRequest request, VisibleScope scope, AlbumEdits albums, CancellationToken cancellationToken) =>
        SharingProblems.Of(request.MediaIds)
            ?? Answer(await albums.AddAsync(scope.UserId, id, request.MediaIds, cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        Guid id, AlbumMediaRequest request, VisibleScope scope, AlbumEdits albums, CancellationToken cancellationToken) =>
        SharingProblems.Of(request.MediaIds)
            ?? Answer(await albums.RemoveAsync(scope.UserId, id, request.MediaIds, cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> MoveAsync(
        Guid id, MoveInAlbumRequest request, VisibleScope scope, AlbumEdits albums, CancellationToken cancellationToken)
    {
        if (SharingProblems.Of(request.MediaIds) is { } problem)
            return problem;
        if (request.Before is { } before && request.MediaIds.Contains(before))
            return Problems.BadRequest("bad-album", "before must not be one of mediaIds.");
        return Answer(await albums.MoveAsync(scope.UserId, id, request.MediaIds, request.Before, cancellationToken));
    }

    private static Results<NoContent, ProblemHttpResult> Answer(AlbumOutcome outcome) =>
        SharingProblems.Of(outcome) is { } problem ? problem : TypedResults.NoContent();

    private static ProblemHttpResult? Problem(string? name, string? description) =>
        SharingProblems.OfText("bad-album", "name", name, AlbumEdits.MaxNameLength)
        ?? SharingProblems.OfText("bad-album", "description", description, AlbumEdits.MaxDescriptionLength, isLine: false);

    private static ProblemHttpResult? QueryProblem(string? query) =>
        query is not null && string.IsNullOrWhiteSpace(query)
            ? Problems.BadRequest("bad-query", "A smart album needs a search.")
            : SearchEndpoints.Problem(query);

    /// <summary>Counts what a smart album shows the caller, and lets the newest stand for it unless another was chosen.</summary>
    private static async Task FillAsync(VisibleScope scope, AlbumContents contents, CancellationToken cancellationToken)
    {
        var files = await scope.FindFilesAsync(contents.Album, cancellationToken);
        contents.Count = await files.Take(MediaSearch.MaxCount).CountAsync(cancellationToken);
        var isChosen = contents.Album.CoverMediaId is { } chosen && await files.AnyAsync(item => item.Id == chosen, cancellationToken);
        contents.Cover = isChosen
            ? contents.Album.CoverMediaId
            : await files.OrderByDescending(item => item.SortAt).ThenByDescending(item => item.Id)
                .Select(item => (Guid?)item.Id).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>A cover that is no longer shown gives way.</summary>
    private static IQueryable<AlbumContents> Contents(VisibleScope scope, IQueryable<Album> albums) =>
        albums.Select(album => new AlbumContents
        {
            Album = album,
            Count = scope.AlbumItems.Count(item => item.AlbumId == album.Id),
            Cover = scope.AlbumItems.Where(item => item.AlbumId == album.Id)
                .OrderByDescending(item => item.Media.Id == album.CoverMediaId).ThenBy(item => item.Position)
                .Select(item => (Guid?)item.Media.Id)
                .FirstOrDefault(),
        });

    private static AlbumResponse ToResponse(AlbumContents contents, string? owner, AccessLevel access)
    {
        var album = contents.Album;
        return new AlbumResponse(
            album.Id, album.Name, album.Description, owner, access, contents.Cover, contents.Count, album.CreatedAt,
            album.ChangedAt, album.Query is null ? AlbumKind.Plain : AlbumKind.Smart,
            access == AccessLevel.Own ? album.Query : null, []);
    }

    private sealed class AlbumContents
    {
        public required Album Album { get; init; }

        public required int Count { get; set; }

        public Guid? Cover { get; set; }
    }
}
