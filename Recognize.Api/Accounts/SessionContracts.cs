namespace Recognize.Api.Accounts;

internal sealed record SignInRequest(string Name, string Password);

internal sealed record PasswordRequest(string OldPassword, string NewPassword);

/// <param name="Secret">What stands behind <c>#link=</c> in the link.</param>
internal sealed record LinkRequest(string Secret, string NewPassword);

/// <summary>Who is asking.</summary>
/// <param name="MustChangePassword">A session can do nothing else until the one-time password has been replaced.</param>
internal sealed record SessionResponse(Guid UserId, string Name, bool IsAdmin, bool MustChangePassword);

/// <summary>A signed-in browser of the caller.</summary>
/// <param name="SeenAt">Its last request, to within a few minutes.</param>
/// <param name="Address">Where it signed in from.</param>
/// <param name="Browser">What it calls itself.</param>
/// <param name="IsThis">Whether it is the one that asks.</param>
internal sealed record OpenSessionResponse(
    Guid Id, DateTimeOffset OpenedAt, DateTimeOffset SeenAt, string? Address, string? Browser, bool IsThis);

/// <param name="Provider">Whether an OpenID Connect provider is set up: <c>GET /api/session/provider</c> goes there.</param>
internal sealed record SignInWaysResponse(bool Provider);
