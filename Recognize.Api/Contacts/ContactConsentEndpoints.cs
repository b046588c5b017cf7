using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Recognize.Api.Accounts;
using Recognize.Api.Http;
using Recognize.Api.People;
using Recognize.Models.Accounts;
using Recognize.Models.Contacts;

namespace Recognize.Api.Contacts;

/// <summary>Whether contacts agreed to be found in photos. Without a "yes" nothing of their portraits is computed.</summary>
internal static class ContactConsentEndpoints
{
    private const int MostContacts = 1_000;

    public static void MapContactConsent(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/contacts").WithTags("Contacts").RequireScope(TokenScopes.PeopleRead);
        group.MapGet("/consent", GetTextAsync)
            .WithName("GetContactConsentText").WithSummary("What is stated by \"agreed\", and how many contacts wait for an answer.");
        group.MapGet("/{id:guid}/consents", ListAsync)
            .WithName("ListContactConsents").WithSummary("Every answer about a contact, the latest first.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);

        var write = group.MapGroup("/").RefusesActs();
        write.MapPut("/{id:guid}/consent", AnswerAsync).HasContactsLookedAt()
            .WithName("AnswerContact")
            .WithSummary("Says whether a contact agreed; taking it back erases fingerprints and open questions at once.");
        write.MapPost("/consent", AnswerManyAsync).HasContactsLookedAt()
            .WithName("AnswerContacts").WithSummary("The same for several contacts, or for all of a source.");
        write.MapPut("/sources/{id:guid}/consent", AnswerSourceAsync).HasContactsLookedAt()
            .WithName("AnswerContactSource")
            .WithSummary("Says that everybody in a source agreed, also who is added later, or that each is asked for.");
    }

    /// <summary>Whoever answers by a request.</summary>
    public static ContactAnswerer Answerer(this HttpContext context) =>
        new($"{context.User.Identity?.Name} by the API", context.Actor());

    private static async Task<Ok<ContactConsentTextResponse>> GetTextAsync(
        HttpContext context, ContactConsentLedger consents, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ContactConsentTextResponse(
            ContactConsentText.Version, ContactConsentText.Text,
            await consents.CountUnansweredAsync(context.User.RequireUserId(), null, cancellationToken)));

    private static async Task<Results<Ok<Page<ContactConsentResponse>>, ProblemHttpResult>> ListAsync(
        Guid id, [AsParameters] PageQuery page, OwnerScope scope, CancellationToken cancellationToken)
    {
        if (page.Read<ConsentKey>(out var after) is { } problem)
            return problem;
        if (!await scope.Contacts.AnyAsync(contact => contact.Id == id, cancellationToken))
            return Problems.NotFound("contact");
        var entries = scope.ContactConsents.Where(consent => consent.ContactId == id);
        if (after is not null)
        {
            entries = entries.Where(entry => entry.AnsweredAt < after.At || (entry.AnsweredAt == after.At && entry.Id < after.Id));
        }
        var rows = await entries.OrderByDescending(entry => entry.AnsweredAt).ThenByDescending(entry => entry.Id)
            .Take(page.Size + 1).ToListAsync(cancellationToken);
        var cut = page.Cut(rows, entry => new ConsentKey(entry.AnsweredAt, entry.Id));
        return TypedResults.Ok(new Page<ContactConsentResponse>(
            [.. cut.Items.Select(entry => new ContactConsentResponse(
                entry.Answer, entry.IsSourceAnswer, entry.TextVersion, entry.AnsweredBy, entry.AnsweredAt))],
            cut.Next));
    }

    private static async Task<Ok<ContactAnsweredResponse>> AnswerAsync(
        Guid id, [FromBody] ContactAnswerRequest request, HttpContext context, ContactConsentLedger consents,
        CancellationToken cancellationToken) =>
        Answered(await consents.AnswerAsync(
            context.User.RequireUserId(), ContactSelection.Of(id), request.Answer, context.Answerer(), cancellationToken));

    private static async Task<Results<Ok<ContactAnsweredResponse>, ProblemHttpResult>> AnswerManyAsync(
        [FromBody] ContactAnswersRequest request, HttpContext context, ContactConsentLedger consents,
        CancellationToken cancellationToken)
    {
        if (request.ContactIds is null == request.SourceId is null)
            return Problems.BadRequest("bad-selection", "Say contactIds or sourceId.");
        if (request.ContactIds is { } ids && ids.Count is 0 or > MostContacts)
            return Problems.BadRequest("bad-selection", $"contactIds must be 1 to {MostContacts}.");
        return Answered(await consents.AnswerAsync(
            context.User.RequireUserId(), new(request.ContactIds, request.SourceId), request.Answer, context.Answerer(),
            cancellationToken));
    }

    private static async Task<Ok<ContactAnsweredResponse>> AnswerSourceAsync(
        Guid id, [FromBody] EverybodyRequest request, HttpContext context, ContactConsentLedger consents,
        CancellationToken cancellationToken) =>
        Answered(await consents.AnswerSourceAsync(
            context.User.RequireUserId(), id, request.HasAgreed, context.Answerer(), cancellationToken));

    private static Ok<ContactAnsweredResponse> Answered(ContactConsentSummary done) =>
        TypedResults.Ok(new ContactAnsweredResponse(done.Contacts, done.Portraits, done.Questions));

    private sealed record ConsentKey(DateTimeOffset At, Guid Id);
}
