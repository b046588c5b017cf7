using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Recognize.Models.Accounts;

namespace Recognize.Api.Accounts;

/// <summary>The session of the web app: a signed cookie that names a user and the password it was opened with.</summary>
internal static class SessionCookie
{
    public const string Scheme = "session-cookie";

    public const string Name = "recognize_session";

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = Name;
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Strict;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.Cookie.Path = "/";
        options.ExpireTimeSpan = Lifetime;
        options.SlidingExpiration = true;
        options.Events.OnValidatePrincipal = ValidateAsync;

        // An API answers with a status; there is no page to be sent to.
        options.Events.OnRedirectToLogin = context => SetStatus(context, StatusCodes.Status401Unauthorized);
        options.Events.OnRedirectToAccessDenied = context => SetStatus(context, StatusCodes.Status403Forbidden);
    }

    public static Task SignInAsync(HttpContext context, UserAccount user) => context.SignInAsync(
        Scheme,
        ApiClaims.Principal(user, ApiClaims.Session, new Claim(ApiClaims.PasswordStamp, Stamp(user))),
        new AuthenticationProperties { IsPersistent = true });

    private static Task SetStatus(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    // A changed password ends every other session of its user, and a deleted user has none.
    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var accounts = context.HttpContext.RequestServices.GetRequiredService<AccountDirectory>();
        var user = context.Principal?.FindUserId() is { } id
            ? await accounts.FindAsync(id, context.HttpContext.RequestAborted)
            : null;
        var stamp = context.Principal?.FindFirst(ApiClaims.PasswordStamp)?.Value ?? string.Empty;
        if (user is null || !IsSame(stamp, Stamp(user)))
        {
            context.RejectPrincipal();
            return;
        }
        context.ReplacePrincipal(
            ApiClaims.Principal(user, ApiClaims.Session, new Claim(ApiClaims.PasswordStamp, stamp)));
    }

    private static string Stamp(UserAccount user) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(user.PasswordHash)).AsSpan(0, 16));

    private static bool IsSame(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));
}
