using System.Net;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;
using Recognize.Api.Hosting;

namespace Recognize.Api.Http;

/// <summary>
/// Serves the built web app: files that carry a hash in their name for good, everything else after asking, and its page for
/// every address that is not a file, for the app itself knows its pages.
/// </summary>
internal static class WebApp
{
    private const string PageFile = "index.html";

    /// <summary>What the built page says where the base path belongs.</summary>
    private const string BaseTag = "<base href=\"/\" />";

    /// <summary>Paths of programs: a wrong one is told as such, never answered with a page.</summary>
    private static readonly PathString[] _programs = ["/api", "/openapi", "/metrics", "/healthz"];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "app");

    public static void UseWebApp(this WebApplication app, string basePath)
    {
        var folder = Folder;
        if (!File.Exists(Path.Combine(folder, PageFile)))
        {
            app.Logger.WebAppMissing(folder);
            return;
        }
        var page = File.ReadAllText(Path.Combine(folder, PageFile));
        if (!page.Contains(BaseTag, StringComparison.Ordinal))
            throw new InvalidOperationException($"The page in {folder} has no place for the base path: build the web app anew.");
        page = page.Replace(BaseTag, $"<base href=\"{WebUtility.HtmlEncode(basePath)}/\" />", StringComparison.Ordinal);

        var files = new PhysicalFileProvider(folder);
        var types = new FileExtensionContentTypeProvider();
        types.Mappings[".webmanifest"] = "application/manifest+json";
        app.Use((context, next) => ServeAsync(context, next, files, types, page));
    }

    private static async Task ServeAsync(
        HttpContext context, RequestDelegate next, PhysicalFileProvider files, FileExtensionContentTypeProvider types, string page)
    {
        var path = context.Request.Path;
        if (!(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
            || Array.Exists(_programs, program => path.StartsWithSegments(program, StringComparison.Ordinal)))
        {
            await next(context);
            return;
        }
        var file = path.HasValue && !path.Value.EndsWith(PageFile, StringComparison.Ordinal) ? files.GetFileInfo(path.Value) : null;
        if (file is { Exists: true, IsDirectory: false } && types.TryGetContentType(file.Name, out var type))
            await SendFileAsync(context, files, file, type);
        else if (path.StartsWithSegments("/assets", StringComparison.Ordinal))
            // Of an older build: the page must not stand in for a script.
            await next(context);
        else
            await SendPageAsync(context, page);
    }

    private static async Task SendPageAsync(HttpContext context, string page)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-cache";
        if (HttpMethods.IsGet(context.Request.Method))
            await context.Response.WriteAsync(page, context.RequestAborted);
    }

    private static async Task SendFileAsync(HttpContext context, PhysicalFileProvider files, IFileInfo file, string type)
    {
        var (sent, encoding) = Compressed(context.Request, files, file);
        var headers = context.Response.GetTypedHeaders();
        headers.ETag = new EntityTagHeaderValue($"\"{file.LastModified.ToUnixTimeSeconds():x}-{sent.Length:x}{encoding}\"");
        headers.CacheControl = context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal)
            ? new CacheControlHeaderValue { Public = true, MaxAge = TimeSpan.FromDays(365), Extensions = { new NameValueHeaderValue("immutable") } }
            : new CacheControlHeaderValue { NoCache = true };
        context.Response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (context.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(headers.ETag, useStrongComparison: false)))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        context.Response.ContentType = type.StartsWith("text/", StringComparison.Ordinal) ? $"{type}; charset=utf-8" : type;
        context.Response.ContentLength = sent.Length;
        if (encoding is not null)
            context.Response.Headers.ContentEncoding = encoding;
        if (HttpMethods.IsGet(context.Request.Method))
            await context.Response.SendFileAsync(sent, context.RequestAborted);
    }

    /// <summary>What the build laid beside the file, if the browser takes it.</summary>
    private static (IFileInfo File, string? Encoding) Compressed(HttpRequest request, PhysicalFileProvider files, IFileInfo file)
    {
        var accepted = request.GetTypedHeaders().AcceptEncoding
            .Where(encoding => encoding.Quality is not 0)
            .Select(encoding => encoding.Value.Value)
            .ToList();
        foreach (var (encoding, suffix) in (ReadOnlySpan<(string, string)>)[("br", ".br"), ("gzip", ".gz")])
        {
            if (accepted.Contains(encoding) && files.GetFileInfo(request.Path.Value + suffix) is { Exists: true } smaller)
                return (smaller, encoding);
        }
        return (file, null);
    }
}
