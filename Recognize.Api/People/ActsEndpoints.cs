using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Recognize.Api.Accounts;
using Recognize.Api.Http;
using Recognize.Models.Accounts;
using Recognize.Models.People.Acts;

namespace Recognize.Api.People;

/// <summary>The log of what was done to people, and taking it back.</summary>
internal static class ActsEndpoints
{
    public static void MapActs(this IEndpointRouteBuilder routes)
    {
        routes.MapGroup("/api/acts").WithTags("Acts").RequireScope(TokenScopes.PeopleRead)
            .MapGet("/", ListAsync)
            .WithName("ListActs")
            .WithSummary("Lists what was done to people, by whom and when, newest first.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        routes.MapGroup("/api/acts").WithTags("Acts").RefusesActs()
            .MapPost("/{id:guid}/undo", UndoAsync)
            .WithName("UndoAct")
            .WithSummary("Takes an act back: everything it changed is as it was before.");
    }

    private static async Task<Results<Ok<Page<ActItem>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery page, OwnerScope scope, CancellationToken cancellationToken)
    {
        if (page.Read<ActKey>(out var after) is { } problem)
            return problem;
        var acts = scope.Acts;
        if (after is not null)
            acts = acts.Where(act => act.MadeAt < after.MadeAt || (act.MadeAt == after.MadeAt && act.Id < after.Id));
        var rows = await acts
            .OrderByDescending(act => act.MadeAt).ThenByDescending(act => act.Id)
            .Take(page.Size + 1)
            .Select(act => new ActItem(
                act.Id, act.Kind, act.MadeBy, act.Summary, act.MadeAt, act.UndoneAt, act.Undoes))
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut(rows, act => new ActKey(act.MadeAt, act.Id)));
    }

    private static async Task<Ok<ActResponse>> UndoAsync(
        Guid id, OwnerScope scope, PeopleActs acts, CancellationToken cancellationToken) =>
        TypedResults.Ok(ActResponse.Of(await acts.UndoAsync(scope.Me.OwnerId, scope.Me.Actor, id, cancellationToken)));
}
