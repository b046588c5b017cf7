using Recognize.Api.Accounts;

namespace Recognize.Api.Http;

/// <summary>
/// Refuses state-changing requests that a browser sends on behalf of another site, in two ways that do not depend on one
/// another: what the browser says of the request's origin, and a header of our own that a session must send, which a page of
/// another site could add only after a preflight that is never granted. No token has to be handed out, kept or renewed.
/// Programs with a bearer token are not concerned: a browser never adds that header by itself.
/// </summary>
internal static class SameOriginGate
{
    /// <summary>Any value will do.</summary>
    public const string SessionHeader = "X-Recognize";

    public static void UseSameOriginOnly(this WebApplication app) => app.Use((context, next) =>
    {
        if (!IsAllowed(context.Request))
        {
            return Problems.WriteAsync(context, Problems.Details(
                StatusCodes.Status403Forbidden, "cross-origin", "Requests from other sites are refused."));
        }
        return LacksHeader(context.Request)
            ? Problems.WriteAsync(context, Problems.Details(
                StatusCodes.Status403Forbidden, "header-missing", "The request lacks a header.",
                $"What changes something in a session needs the header {SessionHeader}, with any value."))
            : next(context);
    });

    internal static bool IsAllowed(HttpRequest request)
    {
        if (IsHarmless(request))
            return true;

        // Browsers of today send the first header on https and localhost, and the second on every POST and DELETE;
        // without either, no browser is asking, and there is no cookie to misuse.
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0)
            return site is "same-origin" or "none";
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0 || IsHost(origin, request.Host);
    }

    private static bool LacksHeader(HttpRequest request) =>
        !IsHarmless(request)
        && request.Cookies.ContainsKey(SessionCookie.Name)
        && request.Headers[SessionHeader].Count == 0;

    private static bool IsHarmless(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)
        || request.Headers.Authorization.Count > 0;

    // Without the scheme: a proxy in front may have taken TLS off.
    private static bool IsHost(string origin, HostString host)
    {
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var address))
            return false;
        var port = host.Port ?? (address.IsDefaultPort ? address.Port : -1);
        return string.Equals(address.Host, host.Host, StringComparison.OrdinalIgnoreCase) && address.Port == port;
    }
}
