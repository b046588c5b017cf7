using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Recognize.Api.Accounts;
using Recognize.Api.Http;
using Recognize.Api.Jobs;
using Recognize.Models.Accounts;
using Recognize.Models.Deidentification;
using Recognize.Models.Exports;
using Recognize.Models.Jobs;

namespace Recognize.Api.Exports;

/// <summary>Files to give away in which everybody but chosen people is unrecognisable.</summary>
internal static class CoveredExportEndpoints
{
    public static void MapCoveredExports(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/exports").WithTags("Exports").RequireScope(TokenScopes.MediaRead);
        group.MapGet("/strengths", ListStrengths)
            .WithName("ListCoverStrengths").WithSummary("The ways of covering faces that were measured, and which are allowed.");
        group.MapPost("/without-faces", RequestAsync)
            .WithName("RequestCoveredExport").WithSummary("Asks for files in which all faces but those of chosen people are covered.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        group.MapGet("/without-faces", ListAsync)
            .WithName("ListCoveredExports").WithSummary("The caller's exports, the latest first; there are 20 at most.");
        group.MapGet("/without-faces/{id:guid}", GetAsync)
            .WithName("GetCoveredExport").WithSummary("How far an export is.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/without-faces/{id:guid}/file", FileAsync)
            .WithMetadata(new DisableRequestTimeoutAttribute())
            .WithName("GetCoveredExportFile").WithSummary("The export: one file as it is, several as an archive with a manifest.")
            .Produces<byte[]>(StatusCodes.Status200OK, "application/octet-stream")
            .Produces<byte[]>(StatusCodes.Status206PartialContent, "application/octet-stream")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapDelete("/without-faces/{id:guid}", RemoveAsync)
            .WithName("DeleteCoveredExport").WithSummary("Removes an export and its file, or calls it off.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static Ok<IReadOnlyList<CoverStrengthResponse>> ListStrengths() =>
        TypedResults.Ok<IReadOnlyList<CoverStrengthResponse>>(
        [
            .. MeasuredStrengths.Default.Figures.Select(figures =>
            {
                var verdict = MeasuredStrengths.Default.Judge(figures.Choice);
                return new CoverStrengthResponse(
                    figures.Choice.Method, figures.Choice.Strength, verdict.IsAllowed, verdict.Reason);
            }),
        ]);

    private static async Task<Results<Accepted<CoveredExportResponse>, ProblemHttpResult>> RequestAsync(
        [FromBody] RequestCoveredExport wanted, HttpContext context, OwnerScope scope, VisibleScope visible, CoveredExports exports,
        CancellationToken cancellationToken)
    {
        IReadOnlyList<Guid> inAlbum = [];
        if (wanted.AlbumId is { } albumId)
        {
            if (!context.User.MayUse(TokenScopes.AlbumsRead))
                return ScopeMissing("To export an album needs the scope albums:read.");
            if (await visible.OwnAlbums.SingleOrDefaultAsync(album => album.Id == albumId, cancellationToken) is not { } album)
                return Problems.NotFound("album");
            inAlbum = await visible.ItemsOf(album)
                .Where(item => item.Media.OwnerId == visible.UserId)
                .OrderBy(item => item.Position).ThenBy(item => item.Media.Id)
                .Select(item => item.Media.Id).Take(CoveredExportRequest.MostMedia + 1).ToListAsync(cancellationToken);
        }
        IReadOnlyList<Guid> media = [.. wanted.Media.Concat(inAlbum).Distinct()], keep = [.. wanted.Keep.Distinct()];
        if (media.Count is 0 or > CoveredExportRequest.MostMedia || keep.Count > CoveredExportRequest.MostKept)
        {
            return Problems.BadRequest(
                "bad-request", $"An export is of 1 to {CoveredExportRequest.MostMedia} files, and leaves up to {CoveredExportRequest.MostKept} people readable.");
        }
        // Who is on a photo is told by which faces stay readable.
        if (keep.Count > 0 && !context.User.MayUse(TokenScopes.PeopleRead))
            return ScopeMissing("To leave people readable needs the scope people:read.");
        var request = new CoveredExportRequest(
            media, keep, wanted.Method, wanted.Strength, wanted.Shape, wanted.Metadata, wanted.KeepsSound);
        var verdict = MeasuredStrengths.Default.Judge(request.Choice);
        if (!verdict.IsAllowed)
            return Problems.BadRequest("not-strong-enough", verdict.Reason);
        if (await scope.Media.CountAsync(item => media.Contains(item.Id), cancellationToken) != media.Count)
            return Problems.NotFound("file");
        if (await scope.People.CountAsync(person => keep.Contains(person.Id), cancellationToken) != keep.Count)
            return Problems.NotFound("person");

        if (await exports.RequestAsync(scope.Me.OwnerId, request, context.User.Identity!.Name!, cancellationToken) is not { } id)
        {
            return Problems.Of(
                StatusCodes.Status409Conflict, "too-many",
                $"There are {CoveredExports.MostKept} exports already: delete some, or wait until they expire.");
        }
        var export = await scope.CoveredExports.SingleAsync(row => row.Id == id, cancellationToken);
        return TypedResults.Accepted($"/api/exports/without-faces/{id}", CoveredExportResponse.Of(export, null));
    }

    private static ProblemHttpResult ScopeMissing(string sentence) =>
        Problems.Of(StatusCodes.Status403Forbidden, "scope-missing", sentence);

    private static async Task<Ok<IReadOnlyList<CoveredExportResponse>>> ListAsync(
        OwnerScope scope, JobScope jobs, CancellationToken cancellationToken)
    {
        var rows = await scope.CoveredExports
            .OrderByDescending(export => export.RequestedAt).ThenByDescending(export => export.Id)
            .Take(CoveredExports.MostKept).ToListAsync(cancellationToken);
        var found = await JobsOfAsync(jobs, rows, cancellationToken);
        return TypedResults.Ok<IReadOnlyList<CoveredExportResponse>>(
            [.. rows.Select(export => CoveredExportResponse.Of(export, found[export.Id.ToString()].FirstOrDefault()))]);
    }

    private static async Task<Results<Ok<CoveredExportResponse>, ProblemHttpResult>> GetAsync(
        Guid id, OwnerScope scope, JobScope jobs, CancellationToken cancellationToken)
    {
        var export = await scope.CoveredExports.SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (export is null)
            return Problems.NotFound("export");
        var found = await JobsOfAsync(jobs, [export], cancellationToken);
        return TypedResults.Ok(CoveredExportResponse.Of(export, found[id.ToString()].FirstOrDefault()));
    }

    private static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> FileAsync(
        Guid id, OwnerScope scope, CoveredExports exports, TimeProvider clock, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var export = await scope.CoveredExports
            .SingleOrDefaultAsync(row => row.Id == id && row.ExpiresAt > now, cancellationToken);
        if (export?.FileName is not { } name || TryOpen(exports.PathOf(export.OwnerId, name)) is not { } file)
            return Problems.NotFound("export, or it is not ready,");
        return TypedResults.Stream(file, "application/octet-stream", name, enableRangeProcessing: true);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        Guid id, OwnerScope scope, JobScope jobs, JobRequests requests, CoveredExports exports, CancellationToken cancellationToken)
    {
        var export = await scope.CoveredExports.SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (export is null)
            return Problems.NotFound("export");
        foreach (var job in (await JobsOfAsync(jobs, [export], cancellationToken))[id.ToString()])
            await requests.CancelAsync(job.Id, cancellationToken);
        return await exports.RemoveAsync(export.OwnerId, id, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.NotFound("export");
    }

    private static async Task<ILookup<string, JobRun>> JobsOfAsync(
        JobScope jobs, IReadOnlyList<CoveredExport> exports, CancellationToken cancellationToken)
    {
        var subjects = exports.Select(export => export.Id.ToString()).ToList();
        var rows = await jobs.Jobs
            .Where(job => job.Kind == JobKinds.CoveredExport && subjects.Contains(job.Subject))
            .OrderByDescending(job => job.RequestedAt).ToListAsync(cancellationToken);
        return rows.ToLookup(job => job.Subject, StringComparer.Ordinal);
    }

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        }
        catch (IOException exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            // Erased or expired between the look-up and here.
            return null;
        }
    }
}
