using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Recognize.Api.Hosting;
using Recognize.Api.Http;
using Recognize.Models.Accounts;

namespace Recognize.Api.Accounts;

/// <summary>Signing in by the provider, being linked with one of its users, and ending that.</summary>
internal static class ProviderEndpoints
{
    public static void MapProvider(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/session").WithTags("Session").WithMetadata(new AllowedBeforePasswordChange());
        group.MapGet("/ways", Ways)
            .WithName("SignInWays")
            .WithSummary("How one can sign in here, besides by name and password.")
            .AllowAnonymous();
        group.MapGet("/provider", Begin)
            .WithName("SignInByProvider")
            .WithSummary("Sends the browser to the provider, which sends it back signed in; with link=true a session is linked.")
            .Produces(StatusCodes.Status302Found)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .AllowAnonymous();
        group.MapDelete("/provider", UnlinkAsync)
            .WithName("UnlinkProvider")
            .WithSummary("Ends the caller's signing in by the provider.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .RequireSession();
    }

    private static Ok<SignInWaysResponse> Ways(ApiSettings settings) =>
        TypedResults.Ok(new SignInWaysResponse(settings.Provider is not null));

    private static Results<ChallengeHttpResult, ProblemHttpResult> Begin(
        HttpContext context, ApiSettings settings, [FromQuery] bool? link)
    {
        if (settings.Provider is null)
            return Problems.NotFound("way to sign in");
        var properties = new AuthenticationProperties { RedirectUri = "/" };
        if (link == true)
        {
            // A link of another site comes here without the session: its cookie is sent from our own page only.
            if (context.User.FindSessionId() is not { } session || context.User.NeedsPasswordChange())
                return Problems.Of(StatusCodes.Status401Unauthorized, "no-session", "Sign in first.");
            properties.Items[ProviderSignIn.LinkingSession] = session.ToString();
        }
        return TypedResults.Challenge(properties, [ProviderSignIn.Scheme]);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> UnlinkAsync(
        HttpContext context, AccountDirectory accounts, ProviderLogins logins, CancellationToken cancellationToken) =>
        await accounts.FindAsync(context.User.RequireUserId(), cancellationToken) is { } user
        && await logins.UnlinkAsync(user, context.Actor(), cancellationToken)
            ? TypedResults.NoContent()
            : Problems.NotFound("link");
}
