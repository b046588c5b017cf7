using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Recognize.Api.Accounts;
using Recognize.Api.Http;
using Recognize.Models.Erasure;

namespace Recognize.Api.Erasure;

/// <summary>Asking for erasures, and what became of them. For sessions only: a token that was lost must not erase.</summary>
internal static class ErasureEndpoints
{
    /// <summary>What has to be typed to erase everything.</summary>
    private const string EverythingWords = "erase everything";

    private const string Note = "It cannot be taken back once it has begun. A worker does it; backups made before still hold what they hold.";

    private const string EverythingNote = Note + " Afterwards start workers and the API anew: they still remember what they had read.";

    public static void MapErasures(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/erasures").WithTags("Erasures").RequireSession();
        group.MapPost("/", AskAsync)
            .WithName("Erase").WithSummary("Has the caller's faces, a library, a person or the account erased; admins: another user, or everything.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);
        group.MapGet("/", ListAsync)
            .WithName("ListErasures").WithSummary("Lists erasures of the caller's data, for admins all, the latest request first.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapGet("/{id:guid}", GetAsync)
            .WithName("GetErasure").WithSummary("One erasure: how far it is, or its report.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Accepted<ErasureAskedResponse>, ProblemHttpResult>> AskAsync(
        [FromBody] ErasureRequest request, HttpContext context, ErasureScope scope, Confirmation confirmation,
        ErasureRequests erasures, CancellationToken cancellationToken)
    {
        if (request.Id is null && request.Kind is (ErasureKind.Library or ErasureKind.Person))
            return Problems.BadRequest("bad-request", "Say which by its id.");
        var id = request.Id ?? scope.UserId;
        var isOwn = request.Kind switch
        {
            ErasureKind.Everything => false,
            ErasureKind.User or ErasureKind.Faces => id == scope.UserId,
            _ => true,
        };
        if (!isOwn && !scope.IsAdmin)
            return request.Kind == ErasureKind.Everything ? AdminGate.Refusal() : Problems.NotFound("user");
        // Others' faces are theirs to erase; an admin erases the whole user.
        if (!isOwn && request.Kind == ErasureKind.Faces)
            return Problems.NotFound("user");
        if (!isOwn && await ConfirmedAsync(request, id, scope, cancellationToken) is { } unconfirmed)
            return unconfirmed;
        if (request.Kind is ErasureKind.User or ErasureKind.Everything
            && await confirmation.ProblemAsync(context, request.Password, cancellationToken) is { } problem)
            return problem;

        var asked = await erasures.AskAsync(
            request.Kind, id, isOwn ? scope.UserId : null, context.Actor(), cancellationToken);
        return asked switch
        {
            { JobId: { } job } => TypedResults.Accepted(
                $"api/erasures/{job}", new ErasureAskedResponse(job, request.Kind == ErasureKind.Everything ? EverythingNote : Note)),
            { Refusal: ErasureRefusal.LastAdmin } => Problems.Of(
                StatusCodes.Status409Conflict, "last-admin", "This is the only admin who may sign in.",
                "Make another one first, or erase everything."),
            _ => Problems.NotFound(request.Kind.ToString().ToLowerInvariant()),
        };
    }

    private static async Task<ProblemHttpResult?> ConfirmedAsync(
        ErasureRequest request, Guid id, ErasureScope scope, CancellationToken cancellationToken)
    {
        if (request.Kind == ErasureKind.Everything)
        {
            return request.Confirmation == EverythingWords
                ? null
                : Problems.BadRequest("not-confirmed", $"To erase everything, give as confirmation: {EverythingWords}.");
        }
        var names = await scope.NamesOf(id).ToListAsync(cancellationToken);
        if (names.Count == 0)
            return Problems.NotFound("user");
        return request.Confirmation == names[0]
            ? null
            : Problems.BadRequest("not-confirmed", "To erase another user, give that user's name as confirmation.");
    }

    private static async Task<Results<Ok<Page<ErasureResponse>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery page, ErasureScope scope, CancellationToken cancellationToken)
    {
        if (page.Read<ErasureKey>(out var after) is { } problem)
            return problem;
        var runs = scope.Erasures;
        if (after is not null)
        {
            runs = runs.Where(run => run.RequestedAt < after.RequestedAt
                || (run.RequestedAt == after.RequestedAt && run.Id < after.Id));
        }
        var rows = await runs.OrderByDescending(run => run.RequestedAt).ThenByDescending(run => run.Id)
            .Take(page.Size + 1).ToListAsync(cancellationToken);
        var cut = page.Cut(rows, run => new ErasureKey(run.RequestedAt, run.Id));
        return TypedResults.Ok(new Page<ErasureResponse>([.. cut.Items.Select(ErasureResponse.Of)], cut.Next));
    }

    private static async Task<Results<Ok<ErasureResponse>, ProblemHttpResult>> GetAsync(
        Guid id, ErasureScope scope, CancellationToken cancellationToken)
    {
        var run = await scope.Erasures.SingleOrDefaultAsync(erasure => erasure.Id == id, cancellationToken);
        return run is null ? Problems.NotFound("erasure") : TypedResults.Ok(ErasureResponse.Of(run));
    }
}
