using Microsoft.EntityFrameworkCore;
using Recognize.Models.Contacts.Portraits;
using Recognize.Models.Persistence;

namespace Recognize.Models.Contacts;

/// <summary>What counts of a portrait for its contact's state.</summary>
/// <param name="State">What it is worth.</param>
/// <param name="Reason">Why it is not used, if it is not.</param>
/// <param name="HasImage">Whether there is a photo that could be looked at.</param>
internal sealed record PortraitStanding(PortraitState State, string? Reason, bool HasImage);

/// <summary>What a contact's answer and portraits come to.</summary>
public static class ContactStates
{
    /// <summary>Why a portrait is not looked at while nobody has agreed to it.</summary>
    public const string NeedsConsent = "The photo is not looked at before you say whether this person agreed.";

    /// <summary>Why a portrait waits that may be looked at.</summary>
    public const string WaitsForModel =
        "Its photo is looked at for a face when face recognition was agreed to and a model is installed.";

    private const int BatchContacts = 1_000;

    /// <summary>The reason of a portrait that was not looked at yet.</summary>
    public static string WaitingReason(ContactAnswer answer) =>
        answer == ContactAnswer.Agreed ? WaitsForModel : NeedsConsent;

    /// <summary>The state and its reason; a photo that can be used outweighs all that cannot.</summary>
    internal static (ContactState State, string? Reason) Of(ContactAnswer answer, IReadOnlyList<PortraitStanding> portraits)
    {
        if (answer != ContactAnswer.Agreed
            && portraits.Any(portrait => portrait.HasImage && portrait.State != PortraitState.Dismissed))
        {
            return answer == ContactAnswer.Refused
                ? (ContactState.Refused, "This person did not agree to be found in photos.")
                : (ContactState.NeedsConsent, "Say whether this person agreed to be found in photos.");
        }

        PortraitStanding? First(params ReadOnlySpan<PortraitState> states)
        {
            foreach (var portrait in portraits)
            {
                if (states.Contains(portrait.State))
                    return portrait;
            }
            return null;
        }

        if (First(PortraitState.Usable) is not null)
            return (ContactState.Ready, null);
        if (First(PortraitState.SeveralFaces, PortraitState.PoorFace) is { } unsure)
            return (ContactState.NeedsAnswer, unsure.Reason);
        if (First(PortraitState.Waiting) is { } waiting)
            return (ContactState.Waiting, waiting.Reason);
        var reason = First(PortraitState.NoFace, PortraitState.Unreadable)?.Reason
            ?? (portraits.Count > 0 ? "The contact's photo was dismissed." : "The contact has no photo.");
        return (ContactState.NoPortrait, reason);
    }

    /// <summary>Brings a tracked contact's state in line with its portraits and asks for a matching. Call in the same transaction.</summary>
    public static async Task RefreshAsync(RecognizeDbContext database, Contact contact, CancellationToken cancellationToken)
    {
        await database.SaveChangesAsync(cancellationToken);
        var portraits = await database.ContactPortraits
            .Where(portrait => portrait.ContactId == contact.Id).OrderBy(portrait => portrait.Place)
            .Select(portrait => new PortraitStanding(portrait.State, portrait.Reason, portrait.Image != null))
            .ToListAsync(cancellationToken);
        (contact.State, contact.Reason) = Of(contact.Answer, portraits);
        await database.SaveChangesAsync(cancellationToken);
        await AskForMatchingAsync(database, contact.OwnerId, cancellationToken);
    }

    /// <summary>
    /// The same for many contacts of one owner that the transaction holds. One whose card cannot be read stays so.
    /// </summary>
    internal static async Task RefreshAsync(
        RecognizeDbContext database, Guid ownerId, IReadOnlyCollection<Guid> contacts, CancellationToken cancellationToken)
    {
        foreach (var batch in contacts.Chunk(BatchContacts))
        {
            var rows = await database.Contacts.AsTracking()
                .Where(contact => batch.Contains(contact.Id) && contact.State != ContactState.Unreadable)
                .ToListAsync(cancellationToken);
            var portraits = (await database.ContactPortraits.Where(portrait => batch.Contains(portrait.ContactId))
                .OrderBy(portrait => portrait.Place)
                .Select(portrait => new
                {
                    portrait.ContactId,
                    Standing = new PortraitStanding(portrait.State, portrait.Reason, portrait.Image != null),
                })
                .ToListAsync(cancellationToken)).ToLookup(row => row.ContactId, row => row.Standing);
            foreach (var contact in rows)
                (contact.State, contact.Reason) = Of(contact.Answer, [.. portraits[contact.Id]]);
            await database.SaveChangesAsync(cancellationToken);
            database.ChangeTracker.Clear();
        }
        await AskForMatchingAsync(database, ownerId, cancellationToken);
    }

    /// <summary>Has the owner's contacts matched anew at the next occasion.</summary>
    public static Task AskForMatchingAsync(RecognizeDbContext database, Guid ownerId, CancellationToken cancellationToken) =>
        database.Set<ContactMatchingRun>().Where(run => run.OwnerId == ownerId)
            .ExecuteUpdateAsync(row => row.SetProperty(run => run.IsDue, true), cancellationToken);
}
