using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Recognize.Api.Accounts;
using Recognize.Api.Http;
using Recognize.Api.People;
using Recognize.Models.Accounts;
using Recognize.Models.Library;
using Recognize.Models.Sharing;

namespace Recognize.Api.Media;

/// <summary>The caller's files, and what is known about each and about each that others share.</summary>
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
            .WithSummary("Lists the caller's own files, newest first.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapGet("/{id:guid}", GetAsync)
            .WithName("GetMedia")
            .WithSummary("Everything known about a file, one's own or shared: metadata, tags, objects, faces, and how its analysis stands.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static Task<Results<Ok<Page<MediaSummary>>, ProblemHttpResult>> ListAsync(
        [AsParameters] MediaQuery query,
        [AsParameters] PageQuery page,
        OwnerScope scope,
        CancellationToken cancellationToken) =>
        MediaTimeline.ListAsync(scope, query, page, cancellationToken);

    private static async Task<Results<Ok<MediaResponse>, ProblemHttpResult>> GetAsync(
        Guid id, OwnerScope scope, VisibleScope visible, AnalysisRequests requests, CancellationToken cancellationToken)
    {
        if (await visible.FindMediaAsync(id, cancellationToken) is not { } seen)
            return Problems.NotFound("file");
        var tags = await TagsAsync(visible, seen, cancellationToken);
        var objects = await ObjectsAsync(visible, seen, cancellationToken);
        if (seen.Access < AccessLevel.Own)
            return TypedResults.Ok(ToResponse(seen, tags, [], objects, [], await PeopleAsync(visible, seen, cancellationToken), []));
        var removed = await RemovedAsync(visible, seen, cancellationToken);
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
        return TypedResults.Ok(ToResponse(seen, tags, removed, objects, faces, [], analysis, refused));
    }

    private static Task<List<MediaTagResponse>> TagsAsync(
        VisibleScope scope, VisibleMedia seen, CancellationToken cancellationToken) =>
        scope.TagsOf(seen)
            .OrderByDescending(assigned => assigned.Score).ThenBy(assigned => assigned.TagId)
            .Take(MaxTags)
            .Join(scope.TagNames, assigned => assigned.TagId, tag => tag.Id, (assigned, tag) => new MediaTagResponse(
                tag.Id, tag.Name, tag.Names, tag.Kind, assigned.Source, assigned.Score, assigned.PackVersion,
                assigned.RawLabel, assigned.TimeSeconds,
                scope.SettersAt(seen).Where(user => user.Id == assigned.SetBy).Select(user => user.Name).FirstOrDefault()))
            .ToListAsync(cancellationToken);

    private static Task<List<RemovedTagResponse>> RemovedAsync(
        VisibleScope scope, VisibleMedia seen, CancellationToken cancellationToken) =>
        scope.TagsRemovedFrom(seen)
            .OrderBy(removed => removed.TagId)
            .Take(MaxTags)
            .Join(scope.TagNames, removed => removed.TagId, tag => tag.Id, (removed, tag) => new RemovedTagResponse(
                tag.Id, tag.Name, tag.Names,
                scope.SettersAt(seen).Where(user => user.Id == removed.SetBy).Select(user => user.Name).FirstOrDefault()))
            .ToListAsync(cancellationToken);

    private static Task<List<ObjectResponse>> ObjectsAsync(
        VisibleScope scope, VisibleMedia seen, CancellationToken cancellationToken) =>
        scope.ObjectsOf(seen)
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

    private static async Task<List<ShownPersonResponse>> PeopleAsync(
        VisibleScope scope, VisibleMedia seen, CancellationToken cancellationToken)
    {
        var people = await scope.PeopleOn(seen)
            .OrderBy(person => person.Name).ThenBy(person => person.X)
            .Take(MaxFaces)
            .ToListAsync(cancellationToken);
        return [.. people.Select(person => new ShownPersonResponse(
            person.Name, new BoxResponse(person.X, person.Y, person.Width, person.Height), person.TimeSeconds))];
    }

    private static MediaResponse ToResponse(
        VisibleMedia seen,
        List<MediaTagResponse> tags,
        List<RemovedTagResponse> removed,
        List<ObjectResponse> objects,
        List<FaceResponse> faces,
        List<ShownPersonResponse> people,
        List<AnalysisResponse> analysis,
        List<RefusedFaceResponse>? refused = null)
    {
        var item = seen.Item;
        var isOwn = seen.Access == AccessLevel.Own;
        return new MediaResponse(
            item.Id,
            isOwn ? null : seen.OwnerName,
            seen.Access,
            item.Kind,
            MediaTimeline.FileName(item.RelativePath),
            item.MimeType,
            item.SizeBytes,
            item.AddedAt,
            item.SortAt,
            item.LocalAt,
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
            removed,
            objects,
            faces,
            refused ?? [],
            people,
            analysis,
            isOwn ? item.Warnings : []);
    }
}
