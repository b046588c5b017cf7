using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Recognize.Api.Accounts;
using Recognize.Api.Http;
using Recognize.Api.Media;
using Recognize.Models.Accounts;

namespace Recognize.Api.People;

/// <summary>The people in the caller's files.</summary>
internal static class PeopleEndpoints
{
    public static void MapPeople(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/people").WithTags("People").RequireScope(TokenScopes.PeopleRead);

        group.MapGet("/", ListAsync)
            .WithName("ListPeople")
            .WithSummary("Lists people: named ones first, then by the number of their faces.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapGet("/{id:guid}", GetAsync)
            .WithName("GetPerson")
            .WithSummary("One person.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/{id:guid}/summary", SummariseAsync)
            .WithName("GetPersonSummary")
            .WithSummary("In which years and places a person was photographed, and with whom.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/{id:guid}/media", ListMediaAsync)
            .WithName("ListPersonMedia")
            .WithSummary("Lists the files that show a person, newest first.")
            .RequireScope(TokenScopes.MediaRead)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/{id:guid}/faces", ListFacesAsync)
            .WithName("ListPersonFaces")
            .WithSummary("Lists the faces of a person: the best first, or those first that nobody confirmed and that are least like it.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<Page<FaceItem>>, ProblemHttpResult>> ListFacesAsync(
        Guid id,
        [AsParameters] PageQuery page,
        OwnerScope scope,
        CancellationToken cancellationToken,
        [FromQuery, Description("best or doubtful.")] NameOf<FaceOrder>? order = null)
    {
        if (page.Read<FaceKey>(out var after) is { } problem)
            return problem;
        if (!await scope.People.AnyAsync(person => person.Id == id, cancellationToken))
            return Problems.NotFound("person");
        return TypedResults.Ok(await FaceQueries.ListAsync(
            scope, scope.Faces.Where(face => face.PersonId == id), order?.Value ?? FaceOrder.Best, page, after,
            cancellationToken));
    }

    private static async Task<Results<Ok<Page<PersonResponse>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery page,
        OwnerScope scope,
        CancellationToken cancellationToken,
        [FromQuery, Description("Hidden people too.")] bool hidden = false,
        [FromQuery, Description("Groups that are nobody to show, too: statues, posters, strangers.")] bool ignored = false,
        [FromQuery, Description("Only people with a name, or only those without; both without it.")] bool? named = null)
    {
        if (page.Read<PeopleKey>(out var after) is { } problem)
            return problem;
        var people = scope.People;
        if (!hidden)
            people = people.Where(person => !person.IsHidden);
        if (!ignored)
            people = people.Where(person => person.IgnoredAs == null);

        if (named is { } hasName)
            people = people.Where(person => person.Name != null == hasName);

        var rows = await PeopleQueries.RankAsync(scope, people, after, page.Size + 1, cancellationToken);
        var cut = page.Cut(rows, person => new PeopleKey(person.IsUnnamed, person.FaceCount, person.Id));
        var items = await PeopleQueries.CompleteAsync(scope, cut.Items, cancellationToken);
        return TypedResults.Ok(new Page<PersonResponse>(items, cut.Next));
    }

    private static async Task<Results<Ok<PersonResponse>, ProblemHttpResult>> GetAsync(
        Guid id, OwnerScope scope, CancellationToken cancellationToken)
    {
        var person = await PeopleQueries.Of(scope, [id]).SingleOrDefaultAsync(cancellationToken);
        if (person is null)
            return Problems.NotFound("person");
        var completed = await PeopleQueries.CompleteAsync(scope, [person], cancellationToken);
        return TypedResults.Ok(completed[0]);
    }

    private static async Task<Results<Ok<PersonSummaryResponse>, ProblemHttpResult>> SummariseAsync(
        Guid id, OwnerScope scope, CancellationToken cancellationToken) =>
        await scope.People.AnyAsync(person => person.Id == id, cancellationToken)
            ? TypedResults.Ok(await PersonSummaries.ReadAsync(scope, id, cancellationToken))
            : Problems.NotFound("person");

    private static async Task<Results<Ok<Page<MediaSummary>>, ProblemHttpResult>> ListMediaAsync(
        Guid id, [AsParameters] PageQuery page, OwnerScope scope, CancellationToken cancellationToken)
    {
        if (!await scope.People.AnyAsync(person => person.Id == id, cancellationToken))
            return Problems.NotFound("person");
        return await MediaTimeline.ListAsync(scope, new MediaQuery { Person = id }, page, cancellationToken);
    }
}
