using Microsoft.Extensions.FileProviders;

namespace Recognize.Api.Http;

/// <summary>Serves the plain status page at <c>/</c> from the assembly.</summary>
internal static class StatusPage
{
    public static void UseStatusPage(this WebApplication app)
    {
        var files = new EmbeddedFileProvider(typeof(StatusPage).Assembly, "Recognize.Api.wwwroot");
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            OnPrepareResponse = context => context.Context.Response.Headers.CacheControl = "no-cache",
        });
    }
}
