namespace Recognize.Api.Http;

/// <summary>
/// Refuses state-changing requests that a browser sends on behalf of another site. Programs with a bearer token are
/// not concerned: a browser never adds that header by itself.
/// </summary>
internal static class SameOriginGate
{
    public static void UseSameOriginOnly(this WebApplication app) => app.Use((context, next) =>
        IsAllowed(context.Request)
            ? next(context)
            : Problems.WriteAsync(context, Problems.Details(
                StatusCodes.Status403Forbidden, "cross-origin", "Requests from other sites are refused.")));

    internal static bool IsAllowed(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
            return true;
        if (request.Headers.Authorization.Count > 0)
            return true;

        // Browsers of today send the first header on https and localhost, and the second on every POST and DELETE;
        // without either, no browser is asking, and there is no cookie to misuse.
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0)
            return site is "same-origin" or "none";
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0 || IsHost(origin, request.Host);
    }

    // Without the scheme: a proxy in front may have taken TLS off.
    private static bool IsHost(string origin, HostString host)
    {
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var address))
            return false;
        var port = host.Port ?? (address.IsDefaultPort ? address.Port : -1);
        return string.Equals(address.Host, host.Host, StringComparison.OrdinalIgnoreCase) && address.Port == port;
    }
}
