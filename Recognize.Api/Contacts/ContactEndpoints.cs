using System.ComponentModel;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Recognize.Api.Accounts;
using Recognize.Api.Http;
using Recognize.Api.Media;
using Recognize.Api.People;
using Recognize.Models.Accounts;
using Recognize.Models.Contacts;
using Recognize.Models.People.Acts;
using Recognize.Models.Sealing;

namespace Recognize.Api.Contacts;

/// <summary>The caller's contacts. Files are stored here and read by a worker, which also looks at portraits.</summary>
internal static class ContactEndpoints
{
    public static void AddContactAnswers(this IServiceCollection services)
    {
        services.AddSingleton<ContactAnswers>();
        services.AddSingleton<ContactConsentLedger>();
        services.AddSingleton<ContactUploads>();
    }

    public static void MapContacts(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/contacts").WithTags("Contacts").RequireScope(TokenScopes.PeopleRead);
        group.MapGet("/", ListAsync)
            .WithName("ListContacts").WithSummary("Lists contacts by name, with their portraits and people.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapGet("/sources", ListSourcesAsync)
            .WithName("ListContactSources").WithSummary("Where contacts come from, and how the last reading went.");
        group.MapGet("/suggestions", ListSuggestionsAsync)
            .WithName("ListContactSuggestions").WithSummary("Lists questions whether a contact is a person or a face, the surest first.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapGet("/portraits/{id:guid}/image", GetPortraitAsync)
            .WithName("GetContactPortrait").WithSummary("A portrait, as WebP.")
            .Produces<byte[]>(StatusCodes.Status200OK, "image/webp")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

        var write = group.MapGroup("/").RefusesActs();
        write.MapPost("/import", ImportAsync).HasContactsLookedAt()
            .WithName("ImportContacts").WithSummary("Takes a file of cards (.vcf) as the body; a worker reads it. One of the same name is compared.")
            .Accepts<Stream>("text/vcard", "application/octet-stream")
            .WithMetadata(new RequestSizeLimitAttribute(ContactUploads.MostBytes))
            .WithMetadata(new DisableRequestTimeoutAttribute())
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge);
        write.MapPost("/sources/{id:guid}/sync", SyncAsync).HasContactsLookedAt()
            .WithName("SyncContacts").WithSummary("Has an address book or folder read again soon.");
        write.MapDelete("/sources/{id:guid}", DeleteSourceAsync)
            .WithName("DeleteContactSource").WithSummary("Forgets a source and its contacts; people keep names and faces.");
        write.MapPut("/{id:guid}/matching", SetMatchingAsync)
            .WithName("SetContactMatching").WithSummary("Whether a contact is looked for in photos.");
        write.MapDelete("/{id:guid}/person", UnlinkAsync)
            .WithName("UnlinkContact").WithSummary("Says for good that a contact is not its person; the person keeps name and faces.");
        write.MapPost("/portraits/{id:guid}/pick", PickAsync).HasContactsLookedAt()
            .WithName("PickContactFace").WithSummary("Chooses the face of a portrait that is meant, or accepts a poor one.");
        write.MapPost("/portraits/{id:guid}/dismiss", DismissAsync)
            .WithName("DismissContactPortrait").WithSummary("Leaves a portrait out.");
        write.MapPost("/suggestions/{id:guid}/accept", AcceptAsync)
            .WithName("AcceptContactSuggestion").WithSummary("Says that the contact is the person or face.");
        write.MapPost("/suggestions/{id:guid}/refuse", RefuseAsync)
            .WithName("RefuseContactSuggestion").WithSummary("Says that it is not: it is never asked again.");
    }

    private static async Task<Results<Ok<Page<ContactResponse>>, ProblemHttpResult>> ListAsync(
        [FromQuery, Description("Only one state: waiting, ready, needsAnswer, noPortrait, unreadable, needsConsent or refused.")] NameOf<ContactState>? state,
        [AsParameters] PageQuery page, OwnerScope scope, CancellationToken cancellationToken)
    {
        if (page.Read<ContactKey>(out var after) is { } problem)
            return problem;
        var contacts = scope.Contacts;
        if (state?.Value is { } only)
            contacts = contacts.Where(contact => contact.State == only);
        if (after is not null)
        {
            contacts = contacts.Where(contact => string.Compare(contact.Name, after.Name) > 0
                || (contact.Name == after.Name && contact.Id > after.Id));
        }
        var rows = await contacts.OrderBy(contact => contact.Name).ThenBy(contact => contact.Id)
            .Take(page.Size + 1).ToListAsync(cancellationToken);
        var cut = page.Cut(rows, contact => new ContactKey(contact.Name, contact.Id));
        var ids = cut.Items.Select(contact => contact.Id).ToList();
        var people = await scope.ContactPeople.Where(link => ids.Contains(link.ContactId))
            .ToDictionaryAsync(link => link.ContactId, link => link.PersonId, cancellationToken);
        var portraits = (await scope.ContactPortraits.Where(portrait => ids.Contains(portrait.ContactId))
            .OrderBy(portrait => portrait.Place)
            .Select(portrait => new { portrait.Id, portrait.ContactId, portrait.State, portrait.Reason, portrait.ChosenFace })
            .ToListAsync(cancellationToken)).ToLookup(portrait => portrait.ContactId);
        var faces = (await scope.ContactPortraitFaces(ids)
            .Select(face => new { face.PortraitId, face.Number, face.X, face.Y, face.Width, face.Height, face.Quality })
            .ToListAsync(cancellationToken)).ToLookup(face => face.PortraitId);
        return TypedResults.Ok(new Page<ContactResponse>(
            [.. cut.Items.Select(contact => new ContactResponse(
                contact.Id, contact.SourceId, contact.Name, contact.State, contact.Reason, contact.IsMatched,
                contact.Answer, contact.IsSourceAnswer,
                people.TryGetValue(contact.Id, out var person) ? person : null,
                [.. portraits[contact.Id].Select(portrait => new PortraitResponse(
                    portrait.Id, portrait.State, portrait.Reason, portrait.ChosenFace,
                    [.. faces[portrait.Id].OrderBy(face => face.Number).Select(face => new PortraitFaceResponse(
                        face.Number, new BoxResponse(face.X, face.Y, face.Width, face.Height), face.Quality))]))]))],
            cut.Next));
    }

    private static async Task<Ok<List<ContactSourceResponse>>> ListSourcesAsync(
        OwnerScope scope, CancellationToken cancellationToken) =>
        TypedResults.Ok(await scope.ContactSources
            .OrderBy(source => source.Kind).ThenBy(source => source.Name).ThenBy(source => source.Id).Take(PageLimit.Max)
            .Select(source => new ContactSourceResponse(
                source.Id, source.Kind, source.Name, source.LastSyncAt, source.SyncRequestedAt != null, source.Problem,
                scope.Contacts.Count(contact => contact.SourceId == source.Id),
                scope.Contacts.Count(contact => contact.SourceId == source.Id && contact.State == ContactState.NeedsConsent),
                source.AgreedAt))
            .ToListAsync(cancellationToken));

    private static async Task<Results<Ok<Page<ContactSuggestionResponse>>, ProblemHttpResult>> ListSuggestionsAsync(
        [AsParameters] PageQuery page, OwnerScope scope, CancellationToken cancellationToken)
    {
        if (page.Read<ContactSuggestionKey>(out var after) is { } problem)
            return problem;
        var questions = scope.ContactSuggestions;
        if (after is not null)
        {
            questions = questions.Where(row => row.Similarity < after.Similarity
                || (row.Similarity == after.Similarity && row.Id > after.Id));
        }
        var rows = await questions
            .OrderByDescending(row => row.Similarity).ThenBy(row => row.Id).Take(page.Size + 1)
            .ToListAsync(cancellationToken);
        var cut = page.Cut(rows, row => new ContactSuggestionKey(row.Similarity, row.Id));
        return TypedResults.Ok(new Page<ContactSuggestionResponse>(
            await ContactQuestions.CompleteAsync(scope, cut.Items, cancellationToken), cut.Next));
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> GetPortraitAsync(
        Guid id, OwnerScope scope, OwnerKeys keys, CancellationToken cancellationToken)
    {
        var found = await scope.ContactPortraits.Where(portrait => portrait.Id == id && portrait.Image != null)
            .Join(scope.Contacts, portrait => portrait.ContactId, contact => contact.Id,
                (portrait, contact) => new { portrait.Image, contact.OwnerId })
            .FirstOrDefaultAsync(cancellationToken);
        if (found is null)
            return Problems.NotFound("portrait");
        using var seal = await keys.ReadingAsync(found.OwnerId, cancellationToken);
        return TypedResults.File(seal.Open(found.Image!, SealedRow.Portrait(id)), "image/webp");
    }

    private static async Task<Results<Accepted<ImportResponse>, ProblemHttpResult>> ImportAsync(
        [FromQuery, Description("The file's name; one of the same name is compared with it.")] string name,
        [FromQuery, Description("Everybody in it agreed to be found in photos, also who is added later; else each is asked for.")] bool? agreed,
        HttpContext context, ContactUploads uploads, ContactConsentLedger consents, CancellationToken cancellationToken)
    {
        var owner = context.User.RequireUserId();
        if (name.Length is 0 or > 200 || name.Any(char.IsControl))
            return Problems.BadRequest("bad-request", "name must be 1 to 200 characters.");
        if (await uploads.StoreAsync(owner, name, context.Request.Body, cancellationToken) is not { } source)
        {
            return Problems.Of(
                StatusCodes.Status413PayloadTooLarge, "too-large", $"The file is larger than {ContactUploads.MostBytes >> 20} MB.");
        }
        // A worker may have begun to read it: what it has stored by now is answered, too.
        if (agreed == true)
            await consents.AnswerSourceAsync(owner, source, hasAgreed: true, context.Answerer(), cancellationToken);
        return TypedResults.Accepted("/api/contacts/sources", new ImportResponse(source));
    }

    private static async Task<Results<Accepted, ProblemHttpResult>> SyncAsync(
        Guid id, OwnerScope scope, TimeProvider clock, CancellationToken cancellationToken) =>
        await scope.ContactSources.Where(source => source.Id == id && source.Kind != ContactSourceKind.File)
            .ExecuteUpdateAsync(row => row.SetProperty(source => source.SyncRequestedAt, clock.GetUtcNow()), cancellationToken) > 0
            ? TypedResults.Accepted("/api/contacts/sources")
            : Problems.NotFound("address book or folder");

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteSourceAsync(
        Guid id, OwnerScope scope, CancellationToken cancellationToken) =>
        await scope.ContactSources.Where(source => source.Id == id).ExecuteDeleteAsync(cancellationToken) > 0
            ? TypedResults.NoContent()
            : Problems.NotFound("source");

    private static async Task<NoContent> SetMatchingAsync(
        Guid id, [FromBody] MatchingRequest request, ClaimsPrincipal user, ContactAnswers answers, CancellationToken cancellationToken)
    {
        await answers.SetMatchedAsync(user.RequireUserId(), id, request.IsMatched, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> UnlinkAsync(
        Guid id, ClaimsPrincipal user, ContactAnswers answers, CancellationToken cancellationToken)
    {
        await answers.UnlinkAsync(user.RequireUserId(), id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> PickAsync(
        Guid id, [FromBody] PickRequest request, ClaimsPrincipal user, ContactAnswers answers, CancellationToken cancellationToken)
    {
        await answers.PickAsync(user.RequireUserId(), id, request.Face, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> DismissAsync(
        Guid id, ClaimsPrincipal user, ContactAnswers answers, CancellationToken cancellationToken)
    {
        await answers.DismissAsync(user.RequireUserId(), id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<ContactActResponse>> AcceptAsync(
        Guid id, ClaimsPrincipal user, ContactAnswers answers, CancellationToken cancellationToken)
    {
        var owner = user.RequireUserId();
        var done = await answers.AcceptAsync(owner, new ActActor(owner, user.Identity?.Name ?? "user"), id, cancellationToken);
        return TypedResults.Ok(new ContactActResponse(done.ActId, done.Summary));
    }

    private static async Task<NoContent> RefuseAsync(
        Guid id, ClaimsPrincipal user, ContactAnswers answers, CancellationToken cancellationToken)
    {
        await answers.RefuseAsync(user.RequireUserId(), id, cancellationToken);
        return TypedResults.NoContent();
    }
}
