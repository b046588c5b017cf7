using Microsoft.AspNetCore.Authorization;
using Recognize.Api.Http;

namespace Recognize.Api.Accounts;

/// <summary>Marks routes that a session may use before its one-time password has been replaced.</summary>
internal sealed class AllowedBeforePasswordChange;

/// <summary>Keeps a session that was opened with a one-time password from everything but replacing it.</summary>
internal static class PasswordChangeGate
{
    public static void UsePasswordChangeGate(this WebApplication app) => app.Use((context, next) =>
        MustWait(context)
            ? Problems.WriteAsync(context, Problems.Details(
                StatusCodes.Status403Forbidden,
                "password-change-required",
                "The one-time password must be replaced first.",
                "Choose a password with POST /api/session/password."))
            : next(context));

    private static bool MustWait(HttpContext context) =>
        context.User.IsSession()
        && context.User.NeedsPasswordChange()
        && context.GetEndpoint()?.Metadata is { } metadata
        && metadata.GetMetadata<IAllowAnonymous>() is null
        && metadata.GetMetadata<AllowedBeforePasswordChange>() is null;
}
