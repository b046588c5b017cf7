using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Recognize.Models.Accounts;

namespace Recognize.Api.Accounts;

/// <summary>The session of the web app: a signed cookie that names a stored session.</summary>
internal static class SessionCookie
{
    public const string Scheme = "session-cookie";

    public const string Name = "recognize_session";

    /// <param name="options">To set.</param>
    /// <param name="basePath">Where the service lies on its host; the cookie is sent there only.</param>
    public static void Configure(CookieAuthenticationOptions options, string basePath)
    {
        options.Cookie.Name = Name;
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Strict;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.Cookie.Path = basePath.Length == 0 ? "/" : basePath;
        options.ExpireTimeSpan = SessionDirectory.IdleFor;
        options.SlidingExpiration = true;
        options.Events.OnValidatePrincipal = ValidateAsync;

        // An API answers with a status; there is no page to be sent to.
        options.Events.OnRedirectToLogin = context => SetStatus(context, StatusCodes.Status401Unauthorized);
        options.Events.OnRedirectToAccessDenied = context => SetStatus(context, StatusCodes.Status403Forbidden);
    }

    /// <summary>Opens a session for a verified user and sets its cookie.</summary>
    /// <returns>False when the account was changed since it was verified.</returns>
    public static async Task<bool> SignInAsync(HttpContext context, UserAccount user, CancellationToken cancellationToken)
    {
        var session = await context.RequestServices.GetRequiredService<SessionDirectory>().OpenAsync(
            user, new(user.Id, user.Name, Caller.AddressOf(context)), context.Request.Headers.UserAgent, cancellationToken);
        if (session is not { } id)
            return false;
        await context.SignInAsync(Scheme, PrincipalOf(user, id), new AuthenticationProperties { IsPersistent = true });
        return true;
    }

    private static ClaimsPrincipal PrincipalOf(UserAccount user, Guid sessionId) =>
        ApiClaims.Principal(user, ApiClaims.Session, new Claim(ApiClaims.SessionId, sessionId.ToString()));

    private static Task SetStatus(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    // A session that was ended, by a new password, an admin or its user, ends at once, however long its cookie lives.
    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var sessions = context.HttpContext.RequestServices.GetRequiredService<SessionDirectory>();
        if (context.Principal?.FindSessionId() is { } id
            && await sessions.FindUserAsync(id, context.HttpContext.RequestAborted) is { } user)
        {
            context.ReplacePrincipal(PrincipalOf(user, id));
            return;
        }
        context.RejectPrincipal();
    }
}
