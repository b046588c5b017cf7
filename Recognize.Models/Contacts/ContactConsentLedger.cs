using Microsoft.EntityFrameworkCore;
using Recognize.Models.Auditing;
using Recognize.Models.Contacts.Portraits;
using Recognize.Models.People.Acts;
using Recognize.Models.Persistence;

namespace Recognize.Models.Contacts;

/// <summary>Which contacts an answer is about; both null for all of an owner.</summary>
/// <param name="ContactIds">These; one that is not there refuses the answer as a whole.</param>
/// <param name="SourceId">All of this source.</param>
public sealed record ContactSelection(IReadOnlyCollection<Guid>? ContactIds, Guid? SourceId)
{
    public static ContactSelection Of(params Guid[] contacts) => new(contacts, null);
}

/// <summary>Who answers.</summary>
/// <param name="By">By what way, for instance <c>anna at the command line</c>.</param>
/// <param name="Actor">For the audit log.</param>
public sealed record ContactAnswerer(string By, AuditActor Actor);

/// <summary>What an answer did.</summary>
/// <param name="Contacts">Contacts whose answer changed.</param>
/// <param name="Portraits">Portraits whose fingerprints were erased.</param>
/// <param name="Questions">Open questions that were erased.</param>
public sealed record ContactConsentSummary(int Contacts, int Portraits, int Questions);

/// <summary>
/// Answers to "did this person agree to be found in photos?". Without a "yes" a contact has no vector and no open question;
/// taking one back erases them in the same transaction. People keep their names and faces.
/// </summary>
public sealed class ContactConsentLedger(IDbContextFactory<RecognizeDbContext> databases, TimeProvider clock)
{
    /// <summary>
    /// Records an answer. "Agreed" of a whole source, or of all, answers only what was not answered: whoever refused is
    /// named to change that.
    /// </summary>
    /// <exception cref="ActRefusedException">A contact or the source is not the owner's; nothing was changed.</exception>
    public async Task<ContactConsentSummary> AnswerAsync(
        Guid ownerId, ContactSelection selection, ContactAnswer answer, ContactAnswerer by, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var held = await HoldAsync(database, ownerId, selection, cancellationToken);
        var changed = held.Where(contact => selection.ContactIds is not null
                ? contact.Answer != answer || contact.IsSourceAnswer
                : answer == ContactAnswer.Agreed
                    ? contact.Answer == ContactAnswer.Unanswered && contact.RemovedAt is null
                    : contact.Answer != answer)
            .Select(contact => contact.Id).ToList();
        var summary = await WriteAsync(database, ownerId, changed, answer, isSourceAnswer: false, by, cancellationToken);
        await NoteAsync(
            database, ownerId, by, AuditActions.ContactsAnswered,
            answer switch
            {
                ContactAnswer.Agreed => "Said that contacts agreed to be found in photos.",
                ContactAnswer.Refused => "Said that contacts did not agree to be found in photos.",
                _ => "Took back what was said about contacts.",
            },
            summary, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return summary;
    }

    /// <summary>
    /// Says that everybody in a source agreed, also those who will be added to it, or that each is asked for. What was said
    /// of single contacts stays; taking it back leaves those unanswered of whom nothing else was said.
    /// </summary>
    /// <exception cref="ActRefusedException">The source is not the owner's; nothing was changed.</exception>
    public async Task<ContactConsentSummary> AnswerSourceAsync(
        Guid ownerId, Guid sourceId, bool hasAgreed, ContactAnswerer by, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        // Before its contacts, as who stores contacts does: none is added under an answer that does not hold any more.
        var sources = await database.ContactSources
            .FromSql($"SELECT * FROM contact_sources WHERE id = {sourceId} AND owner_id = {ownerId} FOR NO KEY UPDATE")
            .ToListAsync(cancellationToken);
        if (sources.Count == 0)
            throw NoSuch("source");
        var now = clock.GetUtcNow();
        await database.ContactSources.Where(source => source.Id == sourceId).ExecuteUpdateAsync(
            row => row.SetProperty(source => source.AgreedAt, hasAgreed ? now : null)
                .SetProperty(source => source.AgreedBy, hasAgreed ? by.By : null)
                .SetProperty(source => source.AgreedText, hasAgreed ? ContactConsentText.Version : null),
            cancellationToken);
        var changed = (await HoldAsync(database, ownerId, new(null, sourceId), cancellationToken))
            .Where(contact => hasAgreed ? contact.Answer == ContactAnswer.Unanswered : contact.IsSourceAnswer)
            .Select(contact => contact.Id).ToList();
        var summary = await WriteAsync(
            database, ownerId, changed, hasAgreed ? ContactAnswer.Agreed : ContactAnswer.Unanswered, hasAgreed, by,
            cancellationToken);
        await NoteAsync(
            database, ownerId, by, AuditActions.SourceAnswered,
            hasAgreed
                ? "Said that everybody in a source of contacts agreed to be found in photos."
                : "Said that everybody in a source of contacts is asked for.",
            summary, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return summary;
    }

    /// <summary>How many contacts with a photo wait for an answer.</summary>
    /// <param name="ownerId">Whose.</param>
    /// <param name="sourceId">Of one source only; null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<int> CountUnansweredAsync(Guid ownerId, Guid? sourceId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Contacts.CountAsync(
            contact => contact.OwnerId == ownerId && contact.RemovedAt == null && contact.State == ContactState.NeedsConsent
                && (sourceId == null || contact.SourceId == sourceId),
            cancellationToken);
    }

    /// <summary>Holds contacts, in one order for all, so that nobody stores a vector of one while it is answered for.</summary>
    private static async Task<List<Contact>> HoldAsync(
        RecognizeDbContext database, Guid ownerId, ContactSelection selection, CancellationToken cancellationToken)
    {
        if (selection.ContactIds is { } ids)
        {
            var wanted = ids.Distinct().ToArray();
            var found = await database.Contacts
                .FromSql(
                    $"""
                    SELECT * FROM contacts WHERE owner_id = {ownerId} AND id = ANY ({wanted}) AND removed_at IS NULL
                    ORDER BY id FOR NO KEY UPDATE
                    """)
                .ToListAsync(cancellationToken);
            return found.Count == wanted.Length && wanted.Length > 0 ? found : throw NoSuch("contact");
        }
        if (selection.SourceId is { } source
            && !await database.ContactSources.AnyAsync(row => row.Id == source && row.OwnerId == ownerId, cancellationToken))
            throw NoSuch("source");
        // Those that their source has no more, too: a "no" holds for them when they come back.
        return await database.Contacts
            .FromSql(
                $"""
                SELECT * FROM contacts WHERE owner_id = {ownerId} AND ({selection.SourceId}::uuid IS NULL OR source_id = {selection.SourceId})
                ORDER BY id FOR NO KEY UPDATE
                """)
            .ToListAsync(cancellationToken);
    }

    private async Task<ContactConsentSummary> WriteAsync(
        RecognizeDbContext database, Guid ownerId, List<Guid> contacts, ContactAnswer answer, bool isSourceAnswer,
        ContactAnswerer by, CancellationToken cancellationToken)
    {
        if (contacts.Count == 0)
            return new ContactConsentSummary(0, 0, 0);
        var now = clock.GetUtcNow();
        await database.Contacts.Where(contact => contacts.Contains(contact.Id)).ExecuteUpdateAsync(
            row => row.SetProperty(contact => contact.Answer, answer)
                .SetProperty(contact => contact.IsSourceAnswer, isSourceAnswer),
            cancellationToken);
        database.ContactConsents.AddRange(contacts.Select(contact => new ContactConsent
        {
            ContactId = contact, Answer = answer, IsSourceAnswer = isSourceAnswer, TextVersion = ContactConsentText.Version,
            AnsweredBy = by.By, AnsweredAt = now,
        }));
        await database.SaveChangesAsync(cancellationToken);
        database.ChangeTracker.Clear();
        var (portraits, questions) = (0, 0);
        if (answer == ContactAnswer.Agreed)
        {
            await database.ContactPortraits
                .Where(portrait => contacts.Contains(portrait.ContactId) && portrait.State == PortraitState.Waiting)
                .ExecuteUpdateAsync(
                    row => row.SetProperty(portrait => portrait.Reason, ContactStates.WaitsForModel), cancellationToken);
        }
        else
        {
            (portraits, questions) = await ForgetAsync(database, contacts, cancellationToken);
        }
        await ContactStates.RefreshAsync(database, ownerId, contacts, cancellationToken);
        return new ContactConsentSummary(contacts.Count, portraits, questions);
    }

    /// <summary>
    /// No vector, question or choice of a face stays. The photo does: it is the owner's own address book. So does a refused
    /// question, which is the owner's word.
    /// </summary>
    private static async Task<(int Portraits, int Questions)> ForgetAsync(
        RecognizeDbContext database, List<Guid> contacts, CancellationToken cancellationToken)
    {
        var own = database.ContactPortraits.Where(portrait => contacts.Contains(portrait.ContactId));
        var described = await own
            .CountAsync(portrait => database.ContactPortraitFaces.Any(face => face.PortraitId == portrait.Id), cancellationToken);
        await database.ContactPortraitFaces.Where(face => own.Any(portrait => portrait.Id == face.PortraitId))
            .ExecuteDeleteAsync(cancellationToken);
        var questions = await database.ContactSuggestions
            .Where(row => contacts.Contains(row.ContactId) && !row.IsRefused).ExecuteDeleteAsync(cancellationToken);
        await own.ExecuteUpdateAsync(
            row => row.SetProperty(portrait => portrait.PackVersion, (string?)null)
                .SetProperty(portrait => portrait.ChosenFace, (short?)null)
                .SetProperty(portrait => portrait.IsAccepted, false),
            cancellationToken);
        await own.Where(portrait => portrait.Image != null && portrait.State != PortraitState.Dismissed).ExecuteUpdateAsync(
            row => row.SetProperty(portrait => portrait.State, PortraitState.Waiting)
                .SetProperty(portrait => portrait.Reason, ContactStates.NeedsConsent),
            cancellationToken);
        return (described, questions);
    }

    private static async Task NoteAsync(
        RecognizeDbContext database, Guid ownerId, ContactAnswerer by, string action, string sentence,
        ContactConsentSummary summary, CancellationToken cancellationToken)
    {
        var name = await database.Users.Where(user => user.Id == ownerId).Select(user => user.Name).SingleAsync(cancellationToken);
        await database.AppendAsync(
            new AuditRecord(by.Actor, action, sentence)
            {
                About = new(ownerId, name),
                Detail = FormattableString.Invariant(
                    $"{by.By}; text {ContactConsentText.Version}; {summary.Contacts} contacts, {summary.Portraits} portraits' fingerprints and {summary.Questions} questions erased"),
            },
            cancellationToken);
    }

    private static ActRefusedException NoSuch(string what) => new(ActRefusal.NotFound, $"There is no such {what}.");
}
