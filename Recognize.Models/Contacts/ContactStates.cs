using Microsoft.EntityFrameworkCore;
using Recognize.Models.Contacts.Portraits;
using Recognize.Models.Persistence;

namespace Recognize.Models.Contacts;

/// <summary>What a contact's portraits come to.</summary>
public static class ContactStates
{
    /// <summary>The state and its reason; a photo that can be used outweighs all that cannot.</summary>
    public static (ContactState State, string? Reason) Of(IReadOnlyList<ContactPortrait> portraits)
    {
        ContactPortrait? First(params ReadOnlySpan<PortraitState> states)
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
            .Where(portrait => portrait.ContactId == contact.Id).OrderBy(portrait => portrait.Place).ToListAsync(cancellationToken);
        (contact.State, contact.Reason) = Of(portraits);
        await database.SaveChangesAsync(cancellationToken);
        await AskForMatchingAsync(database, contact.OwnerId, cancellationToken);
    }

    /// <summary>Has the owner's contacts matched anew at the next occasion.</summary>
    public static Task AskForMatchingAsync(RecognizeDbContext database, Guid ownerId, CancellationToken cancellationToken) =>
        database.Set<ContactMatchingRun>().Where(run => run.OwnerId == ownerId)
            .ExecuteUpdateAsync(row => row.SetProperty(run => run.IsDue, true), cancellationToken);
}
