using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Recognize.Api.Http;
using Recognize.Models.Accounts;

namespace Recognize.Api.Accounts;

/// <summary>Whether admins have to approve face recognition, and what they decide.</summary>
internal static class FaceApprovalEndpoints
{
    private const int MostReason = 500;

    public static void MapFaceApproval(this IEndpointRouteBuilder routes)
    {
        var rule = routes.MapGroup("/api/consent/approval").WithTags("Consent").RequireScope(TokenScopes.Admin).RequireAdmin();
        rule.MapGet("/", GetAsync)
            .WithName("GetFaceApproval").WithSummary("Whether an admin has to approve face recognition, and who waits.");
        rule.MapPut("/", SetAsync)
            .WithName("SetFaceApproval")
            .WithSummary("Makes approval necessary, or lets users decide; users who agreed before wait, unless \"existing\" says keep.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        routes.MapGroup("/api/users").WithTags("Consent").RequireScope(TokenScopes.Admin).RequireAdmin()
            .MapPost("/{id:guid}/faces", DecideAsync)
            .WithName("DecideFaces")
            .WithSummary("Approves face recognition for a user who agreed, refuses it, or takes the approval back: then it stops at once.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Ok<FaceApprovalResponse>> GetAsync(FaceApproval approval, CancellationToken cancellationToken) =>
        TypedResults.Ok(new FaceApprovalResponse(
            await approval.IsRequiredAsync(cancellationToken),
            [
                .. (await approval.ListAsync(cancellationToken)).Select(entry => new FaceApprovalUserResponse(
                    entry.UserId, entry.UserName, entry.Status.State, entry.Status.Latest!.AnsweredAt,
                    entry.Status.Latest.TextVersion, entry.Status.Latest.Reason)),
            ]));

    private static async Task<Ok<FaceApprovalChangedResponse>> SetAsync(
        [FromBody] FaceApprovalRequest request, HttpContext context, FaceApproval approval, CancellationToken cancellationToken) =>
        TypedResults.Ok(new FaceApprovalChangedResponse(
            request.Required
                ? await approval.RequireAsync(request.Existing, context.Actor(), cancellationToken)
                : await approval.DropAsync(context.Actor(), cancellationToken)));

    private static async Task<Results<NoContent, ProblemHttpResult>> DecideAsync(
        Guid id, [FromBody] FaceDecisionRequest request, HttpContext context, FaceApproval approval,
        CancellationToken cancellationToken)
    {
        if (request.Reason is { Length: > MostReason })
            return Problems.BadRequest("bad-reason", $"reason must be at most {MostReason} characters.");
        return await approval.DecideAsync(id, request.Decision, request.Reason, context.Actor(), cancellationToken) switch
        {
            FaceApprovalOutcome.NotFound => Problems.NotFound("user"),
            FaceApprovalOutcome.NotRequired => Problems.Of(
                StatusCodes.Status409Conflict, "no-approval", "Users decide for themselves here: make approval necessary first."),
            FaceApprovalOutcome.NothingToDecide => Problems.Of(
                StatusCodes.Status409Conflict, "nothing-to-decide", "The user asks for nothing, or nothing is approved."),
            _ => TypedResults.NoContent(),
        };
    }
}
