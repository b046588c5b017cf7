using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Recognize.Api.Accounts;
using Recognize.Api.Http;
using Recognize.Models.Accounts;

namespace Recognize.Api.Erasure;

/// <summary>Makes sure that it is the user who sits there, not somebody who found an open session.</summary>
internal sealed class Confirmation(
    AccountDirectory accounts, SessionDirectory sessions, SignInThrottle throttle, SignInFailures failures, TimeProvider clock)
{
    /// <summary>A session that was opened so lately proves it as a password does, also for users who have none here.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);

    /// <returns>Why not; null when it is the user.</returns>
    public async Task<ProblemHttpResult?> ProblemAsync(
        HttpContext context, string? password, CancellationToken cancellationToken)
    {
        if (password is null)
        {
            return await IsFreshAsync(context, cancellationToken)
                ? null
                : Problems.Of(
                    StatusCodes.Status403Forbidden, "sign-in-again", "Give your password, or sign in again and repeat.");
        }
        var name = context.User.Identity?.Name ?? string.Empty;
        var address = context.Connection.RemoteIpAddress;
        if (throttle.Begin(name, address) is { } wait)
        {
            var seconds = (int)Math.Ceiling(wait.TotalSeconds);
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            return Problems.Of(StatusCodes.Status429TooManyRequests, "too-many-attempts", "Too many attempts.");
        }
        if (await accounts.VerifyPasswordAsync(name, password, cancellationToken) is null)
        {
            await failures.NoteAsync(name, context, cancellationToken);
            return Problems.BadRequest("wrong-password", "The password is wrong.");
        }
        throttle.Succeeded(name, address);
        return null;
    }

    private async Task<bool> IsFreshAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var id = context.User.FindSessionId();
        return (await sessions.ListAsync(context.User.RequireUserId(), cancellationToken))
            .Any(session => session.Id == id && session.OpenedAt > clock.GetUtcNow() - Fresh);
    }
}
