using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Recognize.Api.Http;
using Recognize.Models.Accounts;

namespace Recognize.Api.Accounts;

/// <summary>
/// The caller's answer to "may faces in my library be recognised?". Given in a session only: a program does not agree for
/// somebody.
/// </summary>
internal static class ConsentEndpoints
{
    public static void MapConsent(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/consent").WithTags("Consent").RequireScope(TokenScopes.PeopleRead);
        group.MapGet("/", GetAsync)
            .WithName("GetConsent").WithSummary("Where the caller stands with face recognition, and the text that is asked.");
        group.MapGet("/history", ListAsync)
            .WithName("ListConsents").WithSummary("Every answer so far, and what admins decided on it, the latest first.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        routes.MapGroup("/api/consent").WithTags("Consent").RequireSession()
            .MapPut("/", AnswerAsync)
            .WithName("AnswerConsent")
            .WithSummary("Answers: a no stops all face work at once and keeps what was found; a yes may have to wait for an admin.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Ok<ConsentResponse>> GetAsync(
        HttpContext context, FaceConsentLedger consents, FaceApproval approval, CancellationToken cancellationToken) =>
        TypedResults.Ok(Response(
            await consents.StatusAsync(context.User.RequireUserId(), cancellationToken), consents.Text,
            await approval.IsRequiredAsync(cancellationToken)));

    private static async Task<Results<Ok<Page<ConsentEntryResponse>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery page, OwnerScope scope, CancellationToken cancellationToken)
    {
        if (page.Read<ConsentKey>(out var after) is { } problem)
            return problem;
        var entries = scope.FaceConsents;
        if (after is not null)
        {
            entries = entries.Where(entry => entry.AnsweredAt < after.At || (entry.AnsweredAt == after.At && entry.Id < after.Id));
        }
        var rows = await entries.OrderByDescending(entry => entry.AnsweredAt).ThenByDescending(entry => entry.Id)
            .Take(page.Size + 1).ToListAsync(cancellationToken);
        var cut = page.Cut(rows, entry => new ConsentKey(entry.AnsweredAt, entry.Id));
        return TypedResults.Ok(new Page<ConsentEntryResponse>(
            [.. cut.Items.Select(entry => new ConsentEntryResponse(
                entry.Kind, entry.Given, entry.TextVersion, entry.AnsweredBy, entry.Reason, entry.AnsweredAt))],
            cut.Next));
    }

    private static async Task<Results<Ok<ConsentResponse>, ProblemHttpResult>> AnswerAsync(
        [FromBody] ConsentRequest request, HttpContext context, FaceConsentLedger consents, FaceApproval approval,
        CancellationToken cancellationToken)
    {
        if (request.Given && request.TextVersion != consents.Text.Version)
        {
            return request.TextVersion is null
                ? Problems.BadRequest("bad-consent", "Name the textVersion that was shown.")
                : Problems.Of(
                    StatusCodes.Status409Conflict, "text-changed", "The text has changed: show it and ask again.");
        }
        var status = await consents.RecordAsync(
            context.User.RequireUserId(), request.Given, $"{context.User.Identity?.Name} by the API", context.Actor(),
            cancellationToken);
        return TypedResults.Ok(Response(status, consents.Text, await approval.IsRequiredAsync(cancellationToken)));
    }

    private static ConsentResponse Response(FaceConsentStatus status, FaceConsentText text, bool needsApproval) => new(
        status.State, status.Sentence, status.Latest?.AnsweredAt, status.Latest?.TextVersion, status.Latest?.Reason,
        needsApproval, text.Version, text.Text);

    private sealed record ConsentKey(DateTimeOffset At, Guid Id);
}
