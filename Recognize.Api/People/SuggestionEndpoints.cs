using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Recognize.Api.Accounts;
using Recognize.Api.Http;
using Recognize.Models.Accounts;
using Recognize.Models.People.Acts;
using Recognize.Models.People.Suggestions;

namespace Recognize.Api.People;

/// <summary>"Same or different?": what workers could not decide, ordered so that few answers settle many faces.</summary>
internal static class SuggestionEndpoints
{
    public static void MapSuggestions(this IEndpointRouteBuilder routes)
    {
        routes.MapGroup("/api/suggestions").WithTags("Suggestions").RequireScope(TokenScopes.PeopleRead)
            .MapGet("/", ListAsync)
            .WithName("ListSuggestions")
            .WithSummary("Lists questions whether two people, or a face and a person, are the same; the most useful first.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        routes.MapGroup("/api/suggestions").WithTags("Suggestions").RefusesActs()
            .MapPost("/{id:guid}/answer", AnswerAsync)
            .WithName("AnswerSuggestion")
            .WithSummary("Answers a question: yes merges or moves, no keeps them apart for good.");
    }

    private static async Task<Results<Ok<Page<SuggestionResponse>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery page, OwnerScope scope, CancellationToken cancellationToken)
    {
        if (page.Read<SuggestionKey>(out var after) is { } problem)
            return problem;
        var suggestions = scope.Suggestions;
        if (after is not null)
            suggestions = suggestions.Where(row => row.Gain < after.Gain || (row.Gain == after.Gain && row.Id > after.Id));
        var rows = await suggestions
            .OrderByDescending(row => row.Gain).ThenBy(row => row.Id)
            .Take(page.Size + 1).ToListAsync(cancellationToken);
        var cut = page.Cut(rows, row => new SuggestionKey(row.Gain, row.Id));
        return TypedResults.Ok(new Page<SuggestionResponse>(
            await CompleteAsync(scope, cut.Items, cancellationToken), cut.Next));
    }

    private static async Task<List<SuggestionResponse>> CompleteAsync(
        OwnerScope scope, IReadOnlyList<PersonSuggestion> rows, CancellationToken cancellationToken)
    {
        var ids = rows.Select(row => row.PersonId).Concat(rows.Where(row => row.OtherId is not null).Select(row => row.OtherId!.Value))
            .Distinct().ToList();
        var ranked = await PeopleQueries.Of(scope, ids).ToListAsync(cancellationToken);
        var people = (await PeopleQueries.CompleteAsync(scope, ranked, cancellationToken)).ToDictionary(person => person.Id);
        var faceIds = rows.Where(row => row.FaceId is not null).Select(row => row.FaceId!.Value).ToList();
        var faces = await FaceQueries.Items(scope, scope.Faces.Where(face => faceIds.Contains(face.Id)))
            .ToDictionaryAsync(face => face.Id, cancellationToken);
        // A person that was merged since the rows were read has no question any more.
        return
        [
            .. rows
                .Where(row => people.ContainsKey(row.PersonId)
                    && (row.OtherId is { } other ? people.ContainsKey(other) : faces.ContainsKey(row.FaceId!.Value)))
                .Select(row => new SuggestionResponse(
                    row.Id, people[row.PersonId], row.OtherId is { } other ? people[other] : null,
                    row.FaceId is { } face ? faces[face] : null, row.Similarity, row.Probability, row.Gain)),
        ];
    }

    private static async Task<Ok<ActResponse>> AnswerAsync(
        Guid id, [FromBody] AnswerRequest request, OwnerScope scope, SuggestionAnswers answers,
        CancellationToken cancellationToken)
    {
        var suggestion = await scope.Suggestions.SingleOrDefaultAsync(row => row.Id == id, cancellationToken)
            ?? throw new ActRefusedException(ActRefusal.NotFound, "There is no such question; it may have been answered.");
        return TypedResults.Ok(ActResponse.Of(await answers.AnswerAsync(
            scope.Me, suggestion,
            new(request.Same, [.. request.People.Select(person => person.ToSeen())])
            {
                ReleasesPhotos = request.ReleasePhotos, TakesBackRejections = request.TakeBackRejections, Name = request.Name,
            },
            cancellationToken)));
    }
}
