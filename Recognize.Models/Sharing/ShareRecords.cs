using Recognize.Models.Accounts;
using Recognize.Models.Auditing;

namespace Recognize.Models.Sharing;

/// <summary>
/// Entries of the audit log about shares, which owner and recipient can read: one did it, the other is whom it was done to.
/// Albums are told by their ids, for their names may hold those of people.
/// </summary>
internal static class ShareRecords
{
    public static AuditRecord Given(Share share, UserAccount recipient, AuditActor by) =>
        Of(share, recipient, by, AuditActions.ShareGiven, "Shared photos with a user.");

    public static AuditRecord Changed(Share share, UserAccount recipient, AuditActor by) =>
        Of(share, recipient, by, AuditActions.ShareChanged, "Changed what a user may do with shared photos.");

    public static AuditRecord Ended(Share share, UserAccount other, AuditActor by) =>
        Of(share, other, by, AuditActions.ShareEnded, "Ended the sharing of photos.");

    private static AuditRecord Of(Share share, UserAccount other, AuditActor by, string action, string summary) =>
        new(by, action, summary)
        {
            About = new(other.Id, other.Name),
            Detail = string.Join(", ", Particulars(share)),
        };

    private static IEnumerable<string> Particulars(Share share)
    {
        yield return share.AlbumId is { } album ? $"album {album}" : $"library {share.LibraryId}";
        yield return share.Access == ShareAccess.Write ? "read and write" : "read only";
        if (share.WithPeople)
            yield return "with people";
        if (share.ExpiresAt is { } end)
            yield return $"until {end.UtcDateTime:yyyy-MM-dd HH:mm} UTC";
    }
}
