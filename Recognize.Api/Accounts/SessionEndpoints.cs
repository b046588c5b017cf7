using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Recognize.Api.Hosting;
using Recognize.Api.Http;
using Recognize.Models.Accounts;

namespace Recognize.Api.Accounts;

/// <summary>Signing in and out, and replacing one's password.</summary>
internal static class SessionEndpoints
{
    public static void MapSession(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/session")
            .WithTags("Session")
            .WithMetadata(new AllowedBeforePasswordChange());

        group.MapPost("/", SignInAsync)
            .WithName("SignIn")
            .WithSummary("Opens a session with name and password; the answer sets its cookie.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .AllowAnonymous();
        group.MapDelete("/", (Delegate)SignOutAsync)
            .WithName("SignOut")
            .WithSummary("Ends the session.")
            .RequireSession();
        group.MapGet("/", Get)
            .WithName("GetSession")
            .WithSummary("Says who is asking, and whether the password must be changed first.")
            .RequireAuthorization();
        group.MapPost("/password", ChangePasswordAsync)
            .WithName("ChangePassword")
            .WithSummary("Replaces the password; every other session of the user ends.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .RequireSession();
    }

    private static async Task<Results<Ok<SessionResponse>, ProblemHttpResult>> SignInAsync(
        SignInRequest request,
        HttpContext context,
        AccountDirectory accounts,
        SignInThrottle throttle,
        ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        if (request.Name.Length > UserNames.MaxLength)
            return WrongPassword();
        var address = context.Connection.RemoteIpAddress;
        if (throttle.Begin(request.Name, address) is { } wait)
        {
            loggers.CreateLogger(typeof(SessionEndpoints)).SignInThrottled(address?.ToString() ?? "local");
            return TooManyAttempts(context, wait);
        }

        var user = await accounts.VerifyPasswordAsync(request.Name, request.Password, cancellationToken);
        if (user is null)
            return WrongPassword();
        throttle.Succeeded(request.Name, address);
        await SessionCookie.SignInAsync(context, user);
        return TypedResults.Ok(new SessionResponse(user.Id, user.Name, user.IsAdmin, user.MustChangePassword));
    }

    private static async Task<NoContent> SignOutAsync(HttpContext context)
    {
        await context.SignOutAsync(SessionCookie.Scheme);
        return TypedResults.NoContent();
    }

    private static Ok<SessionResponse> Get(ClaimsPrincipal user) => TypedResults.Ok(new SessionResponse(
        user.RequireUserId(), user.Identity?.Name ?? string.Empty, user.IsAdmin(), user.NeedsPasswordChange()));

    private static async Task<Results<NoContent, ProblemHttpResult>> ChangePasswordAsync(
        PasswordRequest request,
        HttpContext context,
        AccountDirectory accounts,
        SignInThrottle throttle,
        CancellationToken cancellationToken)
    {
        // The old password could be guessed here as well, by whoever finds an open session.
        var name = context.User.Identity?.Name ?? string.Empty;
        var address = context.Connection.RemoteIpAddress;
        if (throttle.Begin(name, address) is { } wait)
            return TooManyAttempts(context, wait);

        var userId = context.User.RequireUserId();
        var outcome = await accounts.ChangePasswordAsync(
            userId, request.OldPassword, request.NewPassword, cancellationToken);
        if (outcome == PasswordChange.WrongPassword)
            return Problems.BadRequest("wrong-password", "The old password is wrong.");
        throttle.Succeeded(name, address);
        if (outcome == PasswordChange.Unacceptable)
        {
            return Problems.BadRequest(
                "unacceptable-password", Passwords.Problem(request.NewPassword, request.OldPassword)!);
        }

        // The cookie is tied to the old password: this session goes on with a new one.
        var user = await accounts.FindAsync(userId, cancellationToken);
        if (user is not null)
            await SessionCookie.SignInAsync(context, user);
        return TypedResults.NoContent();
    }

    private static ProblemHttpResult WrongPassword() => Problems.Of(
        StatusCodes.Status401Unauthorized, "wrong-password", "The name or the password is wrong.");

    private static ProblemHttpResult TooManyAttempts(HttpContext context, TimeSpan wait)
    {
        var seconds = (int)Math.Ceiling(wait.TotalSeconds);
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Problems.Of(
            StatusCodes.Status429TooManyRequests,
            "too-many-attempts",
            "Too many attempts.",
            string.Create(CultureInfo.InvariantCulture, $"Try again in {seconds} seconds."));
    }
}
