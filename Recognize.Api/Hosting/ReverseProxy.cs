using Microsoft.AspNetCore.HttpOverrides;
using Recognize.Api.Http;

namespace Recognize.Api.Hosting;

/// <summary>Being behind a proxy: whom to believe what it says of the client, and on which path of the host the service lies.</summary>
internal static class ReverseProxy
{
    private const string Health = "/healthz";

    /// <summary>Takes client address, scheme and host from the headers of the configured proxies, and of nobody else.</summary>
    public static void UseForwardedBy(this WebApplication app, TransportSettings settings)
    {
        if (settings.Proxies.Count == 0)
            return;
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            // As many as there are proxies in a row: it ends at the first address that is none of them.
            ForwardLimit = null,
        };
        // Loopback is in there by default; any account of this machine could then say who it is.
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in settings.Proxies)
            options.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(options);
    }

    /// <summary>Serves below the base path only: one address for everything. The health check answers without it, too.</summary>
    public static void UseBasePath(this WebApplication app, TransportSettings settings)
    {
        if (settings.BasePath.Length == 0)
            return;
        app.Use((context, next) =>
        {
            var request = context.Request;
            if (!request.Path.StartsWithSegments(settings.BasePath, StringComparison.Ordinal, out var rest))
            {
                return request.Path == Health
                    ? next(context)
                    : Problems.WriteAsync(context, Problems.NotFound("page").ProblemDetails);
            }
            if (!rest.HasValue)
            {
                context.Response.Redirect($"{settings.BasePath}/{request.QueryString}");
                return Task.CompletedTask;
            }
            request.PathBase = request.PathBase.Add(settings.BasePath);
            request.Path = rest;
            context.Response.OnStarting(() =>
            {
                // Endpoints name places of the API by its own paths.
                var headers = context.Response.Headers;
                if (headers.Location.ToString() is ['/', not '/', ..] place && place.StartsWith("/api/", StringComparison.Ordinal))
                    headers.Location = settings.BasePath + place;
                return Task.CompletedTask;
            });
            return next(context);
        });
    }
}
