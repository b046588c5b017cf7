using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Recognize.Api.Hosting;
using Recognize.Api.Http;
using Recognize.Models.Accounts;

namespace Recognize.Api.Accounts;

/// <summary>Signing in and out, and choosing one's password.</summary>
internal static class SessionEndpoints
{
    private const string AnyLink = ":link";

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
        group.MapPost("/link", UseLinkAsync)
            .WithName("UseLink")
            .WithSummary("Chooses a password by a one-time link, and opens a session.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .AllowAnonymous();
        group.MapDelete("/", SignOutAsync)
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
        SignInFailures failures,
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
        {
            await failures.NoteAsync(request.Name, context, cancellationToken);
            return WrongPassword();
        }
        throttle.Succeeded(request.Name, address);
        return await SessionCookie.SignInAsync(context, user, cancellationToken)
            ? TypedResults.Ok(SessionOf(user))
            : WrongPassword();
    }

    private static async Task<Results<Ok<SessionResponse>, ProblemHttpResult>> UseLinkAsync(
        LinkRequest request,
        HttpContext context,
        PasswordLinks links,
        SignInThrottle throttle,
        CancellationToken cancellationToken)
    {
        // The name cannot be anybody's: all links are counted together.
        var address = context.Connection.RemoteIpAddress;
        if (throttle.Begin(AnyLink, address) is { } wait)
            return TooManyAttempts(context, wait);
        if (Passwords.Problem(request.NewPassword, string.Empty) is { } problem)
        {
            throttle.Succeeded(AnyLink, address);
            return Problems.BadRequest("unacceptable-password", problem);
        }
        var user = await links.RedeemAsync(
            request.Secret, request.NewPassword, Caller.AddressOf(context), cancellationToken);
        if (user is null)
            return Problems.BadRequest("bad-link", "The link was used before or replaced, or has expired. Ask for a new one.");
        throttle.Succeeded(AnyLink, address);
        return await SessionCookie.SignInAsync(context, user, cancellationToken)
            ? TypedResults.Ok(SessionOf(user))
            : WrongPassword();
    }

    private static async Task<NoContent> SignOutAsync(
        HttpContext context, SessionDirectory sessions, CancellationToken cancellationToken)
    {
        var actor = context.Actor();
        if (context.User.FindSessionId() is { } session)
            await sessions.EndAsync(actor.UserId!.Value, session, actor, cancellationToken);
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
            userId, request.OldPassword, request.NewPassword, context.User.FindSessionId(), Caller.AddressOf(context),
            cancellationToken);
        if (outcome == PasswordChange.WrongPassword)
            return Problems.BadRequest("wrong-password", "The old password is wrong.");
        throttle.Succeeded(name, address);
        if (outcome == PasswordChange.Unacceptable)
        {
            return Problems.BadRequest(
                "unacceptable-password", Passwords.Problem(request.NewPassword, request.OldPassword)!);
        }
        return TypedResults.NoContent();
    }

    private static SessionResponse SessionOf(UserAccount user) =>
        new(user.Id, user.Name, user.IsAdmin, user.MustChangePassword);

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
