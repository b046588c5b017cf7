using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Recognize.Api.Accounts;
using Recognize.Api.Http;
using Recognize.Api.Media;
using Recognize.Models.Accounts;
using Recognize.Models.Library;
using Recognize.Models.Media;
using Recognize.Models.Music;
using Recognize.Models.Tags;

namespace Recognize.Api.Music;

/// <summary>The caller's recordings by artist and album; genres are tags of the kind music.</summary>
internal static class MusicEndpoints
{
    public static void MapMusic(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/music").WithTags("Music").RequireScope(TokenScopes.MediaRead);
        group.MapGet("/artists", ListArtistsAsync)
            .WithName("ListArtists").WithSummary("Lists the artists of the caller's recordings by name.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapGet("/albums", ListAlbumsAsync)
            .WithName("ListMusicAlbums").WithSummary("Lists the albums that the caller's recordings are of, by name.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapGet("/genres", ListGenres)
            .WithName("ListGenres").WithSummary("Lists every genre that a recording can be given, whether any has it or not, by name.");
        group.MapGet("/tracks", ListTracksAsync)
            .WithName("ListTracks").WithSummary("Lists the caller's recordings, or those of an artist, an album or a genre, in the order they were added or by album.")
            .RequireScope(TokenScopes.TagsRead)
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static IQueryable<MediaItem> Recordings(OwnerScope scope) =>
        scope.Media.Where(item => item.Kind == MediaKind.Audio);

    private static Ok<IReadOnlyList<GenreResponse>> ListGenres() => TypedResults.Ok<IReadOnlyList<GenreResponse>>(
    [
        .. GenreRules.Default.GenreTags.OrderBy(tag => tag.Name, StringComparer.Ordinal)
            .Select(tag => new GenreResponse(tag.Id, tag.Name, tag.Names, tag.Parent?.Id)),
    ]);

    private static async Task<Results<Ok<Page<ArtistResponse>>, ProblemHttpResult>> ListArtistsAsync(
        [AsParameters] PageQuery page, OwnerScope scope, CancellationToken cancellationToken)
    {
        if (page.Read<MusicNameKey>(out var after) is { } problem)
            return problem;
        var tracks = Recordings(scope).Where(item => item.Artist != null);
        if (after is not null)
            tracks = tracks.Where(item => string.Compare(item.Artist, after.Name) > 0);
        var rows = await tracks.GroupBy(item => item.Artist!).OrderBy(group => group.Key)
            .Take(page.Size + 1)
            .Select(group => new ArtistResponse(group.Key, group.Count()))
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut(rows, artist => new MusicNameKey(artist.Name)));
    }

    private static async Task<Results<Ok<Page<MusicAlbumResponse>>, ProblemHttpResult>> ListAlbumsAsync(
        [FromQuery, Description("Only albums with recordings of this artist.")] string? artist,
        [AsParameters] PageQuery page, OwnerScope scope, CancellationToken cancellationToken)
    {
        if (page.Read<MusicNameKey>(out var after) is { } problem)
            return problem;
        var tracks = Recordings(scope).Where(item => item.Album != null);
        if (artist is not null)
            tracks = tracks.Where(item => item.Artist == artist);
        if (after is not null)
            tracks = tracks.Where(item => string.Compare(item.Album, after.Name) > 0);
        var rows = await tracks.GroupBy(item => item.Album!).OrderBy(group => group.Key)
            .Take(page.Size + 1)
            .Select(group => new
            {
                Name = group.Key, First = group.Min(item => item.Artist), Last = group.Max(item => item.Artist), Count = group.Count(),
            })
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut(
            rows.ConvertAll(row => new MusicAlbumResponse(row.Name, row.First == row.Last ? row.First : null, row.Count)),
            album => new MusicNameKey(album.Name)));
    }

    private static async Task<Results<Ok<Page<TrackResponse>>, ProblemHttpResult>> ListTracksAsync(
        [FromQuery, Description("Only of this artist.")] string? artist,
        [FromQuery, Description("Only of this album.")] string? album,
        [FromQuery, Description("Only with the music tag of this id.")] string? genre,
        [AsParameters] PageQuery page, OwnerScope scope, CancellationToken cancellationToken)
    {
        if (page.Read<TrackKey>(out var after) is { } problem)
            return problem;
        var tracks = Recordings(scope);
        if (artist is not null)
            tracks = tracks.Where(item => item.Artist == artist);
        if (album is not null)
            tracks = tracks.Where(item => item.Album == album);
        if (genre is not null)
            tracks = tracks.Where(item => scope.MediaTags.Any(tag => tag.MediaId == item.Id && tag.TagId == genre));
        var isByAlbum = artist is not null || album is not null;
        if (after is not null && isByAlbum)
        {
            var last = await Recordings(scope).Where(item => item.Id == after.Id)
                .Select(item => new { Album = item.Album ?? "", item.RelativePath })
                .SingleOrDefaultAsync(cancellationToken);
            if (last is null)
                return Problems.BadRequest("bad-cursor", "The recording where the page before ended is there no longer.");
            tracks = tracks.Where(item => EF.Functions.GreaterThan(
                ValueTuple.Create(item.Album ?? "", item.RelativePath, item.Id),
                ValueTuple.Create(last.Album, last.RelativePath, after.Id)));
        }
        else if (after is not null)
        {
            tracks = tracks.Where(item => item.Id < after.Id);
        }
        tracks = isByAlbum
            ? tracks.OrderBy(item => item.Album ?? "").ThenBy(item => item.RelativePath).ThenBy(item => item.Id)
            : tracks.OrderByDescending(item => item.Id);
        var rows = await tracks.Take(page.Size + 1).ToListAsync(cancellationToken);
        var cut = page.Cut(rows, item => new TrackKey(item.Id));
        var genres = await GenresAsync(scope, [.. cut.Items.Select(item => item.Id)], cancellationToken);
        return TypedResults.Ok(new Page<TrackResponse>([.. cut.Items.Select(item => new TrackResponse(
            item.Id,
            string.IsNullOrWhiteSpace(item.Title) ? Path.GetFileNameWithoutExtension(MediaTimeline.FileName(item.RelativePath)) : item.Title,
            item.Artist, item.Album, item.DurationSeconds, [.. genres[item.Id]]))], cut.Next));
    }

    /// <summary>By recording, the surest first.</summary>
    private static async Task<ILookup<Guid, TrackGenreResponse>> GenresAsync(
        OwnerScope scope, List<Guid> ids, CancellationToken cancellationToken)
    {
        var rows = await scope.MediaTags
            .Where(assigned => ids.Contains(assigned.MediaId))
            .Join(
                scope.TagNames.Where(tag => tag.Kind == TagKind.Music), assigned => assigned.TagId, tag => tag.Id,
                (assigned, tag) => new { assigned.MediaId, assigned.Score, Tag = tag })
            .ToListAsync(cancellationToken);
        return rows.OrderByDescending(row => row.Score)
            .DistinctBy(row => (row.MediaId, row.Tag.Id))
            .ToLookup(row => row.MediaId, row => new TrackGenreResponse(row.Tag.Id, row.Tag.Name, row.Tag.Names));
    }
}
