using Microsoft.AspNetCore.Http.HttpResults;
using Recognize.Api.Http;
using Recognize.Models.Accounts;

namespace Recognize.Api.Accounts;

/// <summary>The caller's signed-in browsers: seen and ended by the caller, in a session, never by a token.</summary>
internal static class OpenSessionEndpoints
{
    public static void MapOpenSessions(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/sessions").WithTags("Session").RequireSession();
        group.MapGet("/", ListAsync)
            .WithName("ListSessions")
            .WithSummary("The browsers in which the caller is signed in, the latest used first.");
        group.MapDelete("/{id:guid}", EndAsync)
            .WithName("EndSession")
            .WithSummary("Signs a browser of the caller out.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    // Bounded by how many sessions a user may have.
    private static async Task<Ok<IReadOnlyList<OpenSessionResponse>>> ListAsync(
        HttpContext context, SessionDirectory sessions, CancellationToken cancellationToken)
    {
        var current = context.User.FindSessionId();
        var open = await sessions.ListAsync(context.User.RequireUserId(), cancellationToken);
        return TypedResults.Ok<IReadOnlyList<OpenSessionResponse>>(
        [
            .. open.Select(session => new OpenSessionResponse(
                session.Id, session.OpenedAt, session.SeenAt, session.Address, session.Browser, session.Id == current)),
        ]);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> EndAsync(
        Guid id, HttpContext context, SessionDirectory sessions, CancellationToken cancellationToken) =>
        await sessions.EndAsync(context.User.RequireUserId(), id, context.Actor(), cancellationToken)
            ? TypedResults.NoContent()
            : Problems.NotFound("session");
}
