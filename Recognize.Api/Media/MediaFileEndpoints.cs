using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using Recognize.Api.Accounts;
using Recognize.Api.Hosting;
using Recognize.Api.Http;
using Recognize.Models.Accounts;
using Recognize.Models.Library;
using Recognize.Models.Media;
using Recognize.Models.Sharing;

namespace Recognize.Api.Media;

/// <summary>The bytes of a file: its thumbnails and its original.</summary>
internal static class MediaFileEndpoints
{
    public static void MapMediaFiles(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/media/{id:guid}").WithTags("Media").RequireScope(TokenScopes.MediaRead);

        group.MapGet("/thumbnail", ThumbnailAsync)
            .WithName("GetThumbnail")
            .WithSummary("A small picture of a file; its ETag holds for as long as the content is the same.")
            .Produces<byte[]>(StatusCodes.Status200OK, "image/webp")
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/original", OriginalAsync)
            .WithMetadata(new DisableRequestTimeoutAttribute())
            .WithName("GetOriginal")
            .WithSummary("The file itself; ranges are served.")
            .Produces<byte[]>(StatusCodes.Status200OK, "application/octet-stream")
            .Produces<byte[]>(StatusCodes.Status206PartialContent, "application/octet-stream")
            .Produces(StatusCodes.Status304NotModified)
            .Produces(StatusCodes.Status416RangeNotSatisfiable)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status410Gone);
    }

    private static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> ThumbnailAsync(
        Guid id,
        OwnerScope scope,
        VisibleScope visible,
        ThumbnailStore thumbnails,
        HttpContext context,
        CancellationToken cancellationToken,
        [FromQuery(Name = "size"), Description("small, medium (default) or large.")] NameOf<ThumbnailSize>? sizeName = null)
    {
        var size = sizeName?.Value ?? ThumbnailSize.Medium;
        if (await visible.FindMediaAsync(id, cancellationToken) is not { } seen)
            return Problems.NotFound("file");
        var hash = seen.Item.ContentHash;
        var path = hash is null ? null : thumbnails.TryGetPath(hash, size);
        if (path is null || TryOpenThumbnail(path) is not { } file)
            return await NoThumbnailAsync(seen, scope, cancellationToken);

        // Asked again every time, which costs a 304: a file that was removed, changed or no longer shared is gone from view
        // at once.
        context.Response.Headers.CacheControl = "private, no-cache";
        var tag = $"\"{Convert.ToHexStringLower(hash!)}-{size}\"";
        return TypedResults.Stream(file, "image/webp", entityTag: new EntityTagHeaderValue(tag));
    }

    private static async Task<ProblemHttpResult> NoThumbnailAsync(
        VisibleMedia seen, OwnerScope scope, CancellationToken cancellationToken)
    {
        if (seen.Access < AccessLevel.Own)
            return Problems.Of(StatusCodes.Status404NotFound, "no-thumbnail", "There is no thumbnail.");
        var basics = await scope.Analysis
            .Where(entry => entry.MediaId == seen.Item.Id && entry.Task == AnalysisTask.Basics)
            .Select(entry => new { entry.State, entry.Reason })
            .SingleOrDefaultAsync(cancellationToken);
        var why = basics?.State switch
        {
            AnalysisState.Failed or AnalysisState.Quarantined => basics.Reason ?? "The file could not be read.",
            AnalysisState.Done => "This kind of file has no picture, or its thumbnail is being made again.",
            _ => "The file has not been analysed yet.",
        };
        return Problems.Of(StatusCodes.Status404NotFound, "no-thumbnail", "There is no thumbnail.", why);
    }

    private static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> OriginalAsync(
        Guid id, VisibleScope visible, HttpContext context, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        if (await visible.FindMediaAsync(id, cancellationToken) is not { } seen
            || await visible.RootOf(seen).SingleOrDefaultAsync(cancellationToken) is not { } root)
        {
            return Problems.NotFound("file");
        }
        var item = seen.Item;

        switch (OriginalFile.TryOpen(root, item.RelativePath, out var file))
        {
            case OriginalOutcome.Outside:
                loggers.CreateLogger(typeof(MediaFileEndpoints)).OriginalOutsideLibrary(id);
                return Problems.NotFound("file");
            case OriginalOutcome.Gone:
                return Problems.Of(
                    StatusCodes.Status410Gone, "gone", "The file is no longer where the last scan found it.");
        }

        var changedAt = File.GetLastWriteTimeUtc(file!.SafeFileHandle);
        SetHeaders(context, item.MimeType, MediaTimeline.FileName(item.RelativePath));
        return TypedResults.Stream(
            file,
            IsShown(item.MimeType) ? item.MimeType : "application/octet-stream",
            lastModified: changedAt,
            entityTag: new EntityTagHeaderValue($"\"{file.Length:x}-{changedAt.Ticks:x}\""),
            enableRangeProcessing: true);
    }

    private static void SetHeaders(HttpContext context, string mimeType, string fileName)
    {
        var disposition = new ContentDispositionHeaderValue(IsShown(mimeType) ? "inline" : "attachment");
        disposition.SetHttpFileName(fileName);
        context.Response.Headers.ContentDisposition = disposition.ToString();
        context.Response.Headers.CacheControl = "private, no-cache";

        // The bytes are somebody else's: whatever a browser makes of them, it may run and load nothing.
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
    }

    private static bool IsShown(string mimeType) =>
        (mimeType.StartsWith("image/", StringComparison.Ordinal) && !mimeType.Contains("svg", StringComparison.Ordinal))
        || mimeType.StartsWith("video/", StringComparison.Ordinal)
        || mimeType.StartsWith("audio/", StringComparison.Ordinal);

    private static FileStream? TryOpenThumbnail(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (IOException exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            // Cleaned away between the look-up and here: the same as not there.
            return null;
        }
    }
}
