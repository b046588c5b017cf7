using System.Security.Claims;
using Recognize.Models.Accounts;

namespace Recognize.Api.Accounts;

/// <summary>What a request's principal carries: loaded anew for every request, so a change takes effect at once.</summary>
internal static class ApiClaims
{
    /// <summary>Authentication type of requests with a session cookie.</summary>
    public const string Session = "session";

    /// <summary>Authentication type of requests with a bearer token.</summary>
    public const string Bearer = "bearer";

    public const string Scope = "scope";

    private const string UserId = "user";
    private const string Name = "name";
    private const string Admin = "admin";
    private const string MustChangePassword = "must-change-password";

    /// <summary>The row of <c>user_sessions</c> that a cookie names.</summary>
    public const string SessionId = "session-id";

    public static ClaimsPrincipal Principal(UserAccount user, string authenticationType, params Claim[] more)
    {
        var identity = new ClaimsIdentity(authenticationType, Name, roleType: null);
        identity.AddClaim(new Claim(UserId, user.Id.ToString()));
        identity.AddClaim(new Claim(Name, user.Name));
        if (user.IsAdmin)
            identity.AddClaim(new Claim(Admin, "true"));
        if (user.MustChangePassword)
            identity.AddClaim(new Claim(MustChangePassword, "true"));
        identity.AddClaims(more);
        return new ClaimsPrincipal(identity);
    }

    /// <summary>Null for nobody.</summary>
    public static Guid? FindUserId(this ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirst(UserId)?.Value, out var id) ? id : null;

    /// <exception cref="InvalidOperationException">Nobody is signed in: the route lacks authorisation.</exception>
    public static Guid RequireUserId(this ClaimsPrincipal principal) =>
        principal.FindUserId() ?? throw new InvalidOperationException("The route was reached without a user.");

    /// <summary>Null for a token.</summary>
    public static Guid? FindSessionId(this ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirst(SessionId)?.Value, out var id) ? id : null;

    public static bool IsAdmin(this ClaimsPrincipal principal) => principal.HasClaim(Admin, "true");

    public static bool IsSession(this ClaimsPrincipal principal) =>
        principal.Identity is { IsAuthenticated: true, AuthenticationType: Session };

    /// <summary>Whether the principal may do what a scope names: a session may do everything.</summary>
    public static bool MayUse(this ClaimsPrincipal principal, string scope) =>
        principal.IsSession() || principal.HasClaim(Scope, scope);

    public static bool NeedsPasswordChange(this ClaimsPrincipal principal) =>
        principal.HasClaim(MustChangePassword, "true");
}
