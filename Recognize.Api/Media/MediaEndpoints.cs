using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Recognize.Api.Accounts;
using Recognize.Api.Http;
using Recognize.Api.People;
using Recognize.Models.Accounts;
using Recognize.Models.Library;

namespace Recognize.Api.Media;

/// <summary>The caller's files and what is known about each.</summary>
internal static class MediaEndpoints
{
    /// <summary>A crowd has more faces than anybody looks at; the best ones are shown.</summary>
    private const int MaxFaces = 500;

    private const int MaxTags = 500;

    public static void MapMedia(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/media").WithTags("Media").RequireScope(TokenScopes.MediaRead);

        group.MapGet("/", ListAsync)
            .WithName("ListMedia")
            .WithSummary("Lists files, newest first.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapGet("/{id:guid}", GetAsync)
            .WithName("GetMedia")
            .WithSummary("Everything known about a file: metadata, tags, objects, faces, and how its analysis stands.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static Task<Results<Ok<Page<MediaSummary>>, ProblemHttpResult>> ListAsync(
        [AsParameters] MediaQuery query,
        [AsParameters] PageQuery page,
        OwnerScope scope,
        CancellationToken cancellationToken) =>
        MediaTimeline.ListAsync(scope, query, page, cancellationToken);

    private static async Task<Results<Ok<MediaResponse>, ProblemHttpResult>> GetAsync(
        Guid id, OwnerScope scope, AnalysisRequests requests, CancellationToken cancellationToken)
    {
        var item = await scope.Media.SingleOrDefaultAsync(media => media.Id == id, cancellationToken);
        if (item is null)
            return Problems.NotFound("file");
        var tags = await TagsAsync(scope, id, cancellationToken);
        var objects = await ObjectsAsync(scope, id, cancellationToken);
        var faces = await FacesAsync(scope, id, cancellationToken);
        var refused = await scope.RefusedFaces
            .Where(face => face.MediaId == id)
            .OrderBy(face => face.Id)
            .Take(MaxFaces)
            .Select(face => new RefusedFaceResponse(
                face.RefusedPersonId, new BoxResponse(face.X, face.Y, face.Width, face.Height), face.TimeSeconds, face.IsByLook))
            .ToListAsync(cancellationToken);
        var analysis = await scope.Analysis
            .Where(entry => entry.MediaId == id)
            .OrderBy(entry => entry.Task)
            .Select(entry => new AnalysisResponse(
                entry.Task, entry.State, entry.PackVersion, entry.ErrorKind, entry.Reason, entry.FinishedAt))
            .ToListAsync(cancellationToken);
        // Somebody is looking at it: what is still to be done for it goes first.
        if (analysis.Exists(task => task.State == AnalysisState.Due))
            await requests.LookAtAsync(id, cancellationToken);
        return TypedResults.Ok(ToResponse(item, tags, objects, faces, refused, analysis));
    }

    private static Task<List<MediaTagResponse>> TagsAsync(
        OwnerScope scope, Guid id, CancellationToken cancellationToken) =>
        scope.MediaTags
            .Where(assigned => assigned.MediaId == id)
            .OrderByDescending(assigned => assigned.Score).ThenBy(assigned => assigned.TagId)
            .Take(MaxTags)
            .Join(scope.TagNames, assigned => assigned.TagId, tag => tag.Id, (assigned, tag) => new MediaTagResponse(
                tag.Id, tag.Name, tag.Names, tag.Kind, assigned.Source, assigned.Score, assigned.PackVersion,
                assigned.RawLabel, assigned.TimeSeconds))
            .ToListAsync(cancellationToken);

    private static Task<List<ObjectResponse>> ObjectsAsync(
        OwnerScope scope, Guid id, CancellationToken cancellationToken) =>
        scope.ObjectCounts
            .Where(count => count.MediaId == id)
            .OrderByDescending(count => count.Count).ThenBy(count => count.TagId)
            .Take(MaxTags)
            .Join(scope.TagNames, count => count.TagId, tag => tag.Id, (count, tag) => new ObjectResponse(
                tag.Id, tag.Name, tag.Names, count.Count, ToBoxes(count.Boxes)))
            .ToListAsync(cancellationToken);

    private static BoxResponse[] ToBoxes(float[] values) =>
        [.. values.Chunk(4).Select(box => new BoxResponse(box[0], box[1], box[2], box[3]))];

    private static Task<List<FaceResponse>> FacesAsync(
        OwnerScope scope, Guid id, CancellationToken cancellationToken) =>
        scope.Faces
            .Where(face => face.MediaId == id)
            .OrderByDescending(face => face.Quality).ThenBy(face => face.Id)
            .Take(MaxFaces)
            .Select(face => new FaceResponse(
                face.Id,
                new BoxResponse(face.X, face.Y, face.Width, face.Height),
                face.Score,
                face.Quality,
                face.SizePixels,
                face.Sharpness,
                face.Frontality,
                face.TimeSeconds,
                scope.People
                    .Where(person => person.Id == face.PersonId)
                    .Select(person => new FacePersonResponse(person.Id, person.Name))
                    .FirstOrDefault(),
                face.AssignedBy,
                face.Similarity))
            .ToListAsync(cancellationToken);

    private static MediaResponse ToResponse(
        MediaItem item,
        List<MediaTagResponse> tags,
        List<ObjectResponse> objects,
        List<FaceResponse> faces,
        List<RefusedFaceResponse> refused,
        List<AnalysisResponse> analysis) => new(
        item.Id,
        item.Kind,
        MediaTimeline.FileName(item.RelativePath),
        item.MimeType,
        item.SizeBytes,
        item.AddedAt,
        item.SortAt,
        item.TakenAt,
        item.TakenAtOffsetMinutes,
        item.Width,
        item.Height,
        item.DurationSeconds,
        item.Title,
        item.Description,
        item.Rating,
        item.MotionOffset is not null,
        item.CameraMake is null && item.CameraModel is null && item.LensModel is null
            ? null
            : new CameraResponse(item.CameraMake, item.CameraModel, item.LensModel),
        item is { Latitude: { } latitude, Longitude: { } longitude }
            ? new PlaceResponse(latitude, longitude, item.Altitude)
            : null,
        item.Artist is null && item.Album is null && item.Genre is null
            ? null
            : new AudioResponse(item.Artist, item.Album, item.Genre),
        tags,
        objects,
        faces,
        refused,
        analysis,
        item.Warnings);
}
