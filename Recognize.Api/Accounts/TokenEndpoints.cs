using Microsoft.AspNetCore.Http.HttpResults;
using Recognize.Api.Http;
using Recognize.Models.Accounts;

namespace Recognize.Api.Accounts;

/// <summary>The caller's bearer tokens. In a session only: a token must not make one that may do more.</summary>
internal static class TokenEndpoints
{
    private const int MostPerUser = 100;

    public static void MapTokens(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/tokens").WithTags("Tokens").RequireSession();
        group.MapGet("/", ListAsync)
            .WithName("ListTokens")
            .WithSummary("The caller's tokens that are not revoked, the latest made first.");
        group.MapPost("/", MakeAsync)
            .WithName("MakeToken")
            .WithSummary("Makes a token; its text is in this answer only.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status409Conflict);
        group.MapDelete("/{id:guid}", RevokeAsync)
            .WithName("RevokeToken")
            .WithSummary("Ends a token of the caller for good.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<IReadOnlyList<TokenResponse>>> ListAsync(
        HttpContext context, TokenDirectory tokens, CancellationToken cancellationToken)
    {
        var found = await tokens.ListAsync(context.User.RequireUserId(), cancellationToken);
        return TypedResults.Ok<IReadOnlyList<TokenResponse>>(
        [
            .. found.Select(token => new TokenResponse(
                token.Id, token.Name, token.Scopes, token.CreatedAt, token.ExpiresAt, token.LastUsedAt)),
        ]);
    }

    private static async Task<Results<Ok<MadeTokenResponse>, ProblemHttpResult>> MakeAsync(
        MakeTokenRequest request, HttpContext context, TokenDirectory tokens, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var userId = context.User.RequireUserId();
        if (request.ExpiresAt <= clock.GetUtcNow())
            return Problems.BadRequest("bad-token", "expiresAt is in the past.");
        if ((await tokens.ListAsync(userId, cancellationToken)).Count >= MostPerUser)
        {
            return Problems.Of(
                StatusCodes.Status409Conflict, "too-many-tokens", $"There are {MostPerUser} tokens already: revoke some first.");
        }
        try
        {
            return TypedResults.Ok(new MadeTokenResponse(await tokens.IssueTokenAsync(
                userId, request.Name, request.Scopes, request.ExpiresAt, context.Actor(), cancellationToken)));
        }
        catch (InvalidTokenException wrong)
        {
            return Problems.BadRequest("bad-token", wrong.Message);
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        Guid id, HttpContext context, TokenDirectory tokens, CancellationToken cancellationToken) =>
        await tokens.RevokeTokenAsync(context.User.RequireUserId(), id, context.Actor(), cancellationToken)
            ? TypedResults.NoContent()
            : Problems.NotFound("token");
}
