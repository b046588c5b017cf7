using Microsoft.EntityFrameworkCore;
using Recognize.Models.Contacts.Portraits;
using Recognize.Models.People.Acts;
using Recognize.Models.Persistence;

namespace Recognize.Models.Contacts;

/// <summary>What an owner says about contacts: which face is meant, who is who, and who is not to be looked for.</summary>
public sealed class ContactAnswers(IDbContextFactory<RecognizeDbContext> databases, PeopleActs acts)
{
    /// <summary>Chooses the face of a portrait that is meant, also a poor one.</summary>
    /// <param name="ownerId">Whose contact.</param>
    /// <param name="portraitId">The portrait.</param>
    /// <param name="number">The face's number; null for the only one.</param>
    /// <param name="cancellationToken">Gives up; then nothing is stored.</param>
    /// <exception cref="ActRefusedException">There is no such portrait or face, or its contact has not agreed.</exception>
    public Task PickAsync(Guid ownerId, Guid portraitId, int? number, CancellationToken cancellationToken) =>
        ChangePortraitAsync(
            ownerId, portraitId, isForMatching: true,
            (portrait, faces) =>
            {
                var chosen = number ?? (faces.Count == 1 ? faces[0] : -1);
                if (!faces.Contains((short)chosen))
                {
                    throw new ActRefusedException(
                        ActRefusal.Invalid, faces.Count == 0 ? "The portrait shows no face." : "The portrait has no such face: choose one of them.");
                }
                (portrait.State, portrait.Reason) = (PortraitState.Usable, null);
                (portrait.ChosenFace, portrait.IsAccepted) = ((short)chosen, true);
            },
            cancellationToken);

    /// <summary>Leaves a portrait out.</summary>
    /// <exception cref="ActRefusedException">There is no such portrait.</exception>
    public Task DismissAsync(Guid ownerId, Guid portraitId, CancellationToken cancellationToken) =>
        ChangePortraitAsync(
            ownerId, portraitId, isForMatching: false,
            (portrait, _) => (portrait.State, portrait.Reason, portrait.IsAccepted) = (PortraitState.Dismissed, null, false),
            cancellationToken);

    /// <summary>Whether a contact may be looked for in photos.</summary>
    /// <exception cref="ActRefusedException">There is no such contact.</exception>
    public async Task SetMatchedAsync(Guid ownerId, Guid contactId, bool isMatched, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var changed = await database.Contacts.Where(contact => contact.Id == contactId && contact.OwnerId == ownerId)
            .ExecuteUpdateAsync(row => row.SetProperty(contact => contact.IsMatched, isMatched), cancellationToken);
        if (changed == 0)
            throw NoSuch("contact");
        await ContactStates.AskForMatchingAsync(database, ownerId, cancellationToken);
    }

    /// <summary>Says that a contact is the person or face of a question.</summary>
    /// <exception cref="ActRefusedException">There is no such question, or it contradicts what was said before.</exception>
    public async Task<ActDone> AcceptAsync(
        Guid ownerId, ActActor actor, Guid suggestionId, CancellationToken cancellationToken)
    {
        var (suggestion, contact) = await FindAsync(ownerId, suggestionId, cancellationToken);
        var done = await acts.RunAsync(
            ownerId, actor, ActKind.Contact, [],
            async (act, token) =>
            {
                var acceptance = new SuggestionAcceptance(act, contact, token);
                if (suggestion.FaceId is { } face)
                    await acceptance.TakeFaceAsync(face);
                else
                    await acceptance.TakePersonAsync(suggestion.PersonId!.Value);
            },
            cancellationToken);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await database.ContactSuggestions.Where(row => row.Id == suggestionId).ExecuteDeleteAsync(cancellationToken);
        await ContactStates.AskForMatchingAsync(database, ownerId, cancellationToken);
        return done;
    }

    /// <summary>Says that a contact is not the person or face of a question: for good.</summary>
    /// <exception cref="ActRefusedException">There is no such question.</exception>
    public async Task RefuseAsync(Guid ownerId, Guid suggestionId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var changed = await database.ContactSuggestions
            .Where(row => row.Id == suggestionId
                && database.Contacts.Any(contact => contact.Id == row.ContactId && contact.OwnerId == ownerId))
            .ExecuteUpdateAsync(row => row.SetProperty(suggestion => suggestion.IsRefused, true), cancellationToken);
        if (changed == 0)
            throw NoSuch("question");
    }

    /// <summary>Parts a contact from its person, for good. The person keeps name and faces.</summary>
    /// <exception cref="ActRefusedException">There is no such contact, or it is linked to nobody.</exception>
    public async Task UnlinkAsync(Guid ownerId, Guid contactId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var link = await database.ContactPeople
            .Where(row => row.ContactId == contactId
                && database.Contacts.Any(contact => contact.Id == contactId && contact.OwnerId == ownerId))
            .SingleOrDefaultAsync(cancellationToken) ?? throw NoSuch("contact with a person");
        await database.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO contact_suggestions (id, contact_id, person_id, similarity, is_refused, created_at)
            VALUES ({Guid.CreateVersion7()}, {contactId}, {link.PersonId}, {link.Similarity ?? 0f}, true, {DateTimeOffset.UtcNow})
            ON CONFLICT (contact_id, person_id) DO UPDATE SET is_refused = true
            """,
            cancellationToken);
        database.ContactPeople.Remove(link);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task ChangePortraitAsync(
        Guid ownerId, Guid portraitId, bool isForMatching, Action<ContactPortrait, List<short>> change,
        CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        // The contact before its portraits, as whoever answers for it does: nobody waits in a circle.
        var contact = await database.Contacts
            .FromSql(
                $"""
                SELECT * FROM contacts
                WHERE id = (SELECT contact_id FROM contact_portraits WHERE id = {portraitId}) AND owner_id = {ownerId}
                FOR NO KEY UPDATE
                """)
            .AsTracking().SingleOrDefaultAsync(cancellationToken) ?? throw NoSuch("portrait");
        var portrait = await database.ContactPortraits
            .FromSql($"SELECT * FROM contact_portraits WHERE id = {portraitId} FOR UPDATE").AsTracking().SingleOrDefaultAsync(cancellationToken)
            ?? throw NoSuch("portrait");
        if (isForMatching && contact.Answer != ContactAnswer.Agreed)
            throw new ActRefusedException(ActRefusal.Contradiction, ContactStates.NeedsConsent, [contact.Id]);
        var faces = await database.ContactPortraitFaces.Where(face => face.PortraitId == portraitId)
            .OrderBy(face => face.Number).Select(face => face.Number).ToListAsync(cancellationToken);
        change(portrait, faces);
        await ContactStates.RefreshAsync(database, contact, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<(ContactSuggestion Suggestion, Contact Contact)> FindAsync(
        Guid ownerId, Guid suggestionId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var found = await database.ContactSuggestions
            .Where(row => row.Id == suggestionId && !row.IsRefused)
            .Join(database.Contacts.Where(contact => contact.OwnerId == ownerId), row => row.ContactId, contact => contact.Id, (row, contact) => new { row, contact })
            .SingleOrDefaultAsync(cancellationToken) ?? throw NoSuch("question");
        return (found.row, found.contact);
    }

    private static ActRefusedException NoSuch(string what) => new(ActRefusal.NotFound, $"There is no such {what}.");
}
