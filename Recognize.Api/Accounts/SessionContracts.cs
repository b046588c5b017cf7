namespace Recognize.Api.Accounts;

internal sealed record SignInRequest(string Name, string Password);

internal sealed record PasswordRequest(string OldPassword, string NewPassword);

/// <summary>Who is asking.</summary>
/// <param name="MustChangePassword">A session can do nothing else until the one-time password has been replaced.</param>
internal sealed record SessionResponse(Guid UserId, string Name, bool IsAdmin, bool MustChangePassword);
