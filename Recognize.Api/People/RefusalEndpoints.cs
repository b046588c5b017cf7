using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Recognize.Api.Accounts;
using Recognize.Api.Http;
using Recognize.Models.Accounts;
using Recognize.Models.Refusals;

namespace Recognize.Api.People;

/// <summary>People who are not to be recognised.</summary>
internal static class RefusalEndpoints
{
    public static void MapRefusals(this IEndpointRouteBuilder routes)
    {
        routes.MapGroup("/api/people").WithTags("People").RefusesActs()
            .MapPost("/{id:guid}/do-not-recognise", RefuseAsync)
            .WithName("DoNotRecognise")
            .WithSummary("Do not recognise a person: boxes stay; vectors, group, name and history go, and do not come back by undo.")
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        routes.MapGroup("/api/not-recognised").WithTags("People").RequireScope(TokenScopes.PeopleRead)
            .MapGet("/", ListAsync)
            .WithName("ListNotRecognised").WithSummary("Lists people who are not to be recognised, the latest first.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        routes.MapGroup("/api/not-recognised").WithTags("People").RefusesActs()
            .MapDelete("/{id:guid}", RecogniseAsync)
            .WithName("RecogniseAgain")
            .WithSummary("Recognises somebody again: boxes and a kept look are erased, and the files analysed anew.");
    }

    private static async Task<Ok<RefusalResponse>> RefuseAsync(
        Guid id, [FromBody] RefuseRequest request, HttpContext context, OwnerScope scope, PersonRefusals refusals,
        CancellationToken cancellationToken)
    {
        var done = await refusals.RefuseAsync(
            scope.Me.OwnerId, context.Actor(), new(id, request.Version), new(request.KeepLook, request.KeepName), cancellationToken);
        return TypedResults.Ok(RefusalResponse.Of(done, request.KeepLook));
    }

    private static async Task<Ok<RecognisedAgainResponse>> RecogniseAsync(
        Guid id, HttpContext context, OwnerScope scope, PersonRefusals refusals, CancellationToken cancellationToken)
    {
        var done = await refusals.RecogniseAgainAsync(scope.Me.OwnerId, context.Actor(), id, cancellationToken);
        return TypedResults.Ok(new RecognisedAgainResponse(done.Faces, done.Files));
    }

    private static async Task<Results<Ok<Page<RefusedPersonResponse>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery page, OwnerScope scope, CancellationToken cancellationToken)
    {
        if (page.Read<RefusalKey>(out var after) is { } problem)
            return problem;
        var people = scope.RefusedPeople;
        if (after is not null)
            people = people.Where(person => person.RefusedAt < after.RefusedAt
                || (person.RefusedAt == after.RefusedAt && person.Id > after.Id));
        var rows = await people.OrderByDescending(person => person.RefusedAt).ThenBy(person => person.Id)
            .Take(page.Size + 1)
            .Select(person => new RefusedPersonResponse(
                person.Id,
                person.Name,
                !person.KeepsLook ? LookState.None
                    : scope.RefusedLooks.Any(look => look.RefusedPersonId == person.Id) ? LookState.Kept : LookState.Lost,
                scope.RefusedFaces.Count(face => face.RefusedPersonId == person.Id),
                person.RefusedAt))
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut(rows, person => new RefusalKey(person.RefusedAt, person.Id)));
    }
}
