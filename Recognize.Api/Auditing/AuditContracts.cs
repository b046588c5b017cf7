using Recognize.Models.Auditing;

namespace Recognize.Api.Auditing;

/// <summary>One entry of the audit log.</summary>
/// <param name="ActorId">Who did it, where it was a user; for others than the caller only shown to admins.</param>
/// <param name="Actor">Who did it, in words.</param>
/// <param name="AboutId">The user it was done to, if any; for others than the caller only shown to admins.</param>
/// <param name="About">The name that user had at the time.</param>
/// <param name="Action">What was done, for programs, such as <c>token.made</c>.</param>
/// <param name="Summary">What was done, in a sentence.</param>
/// <param name="Detail">Particulars, such as a token's name.</param>
/// <param name="Address">Where the request came from; of an admin's act only shown to admins.</param>
internal sealed record AuditResponse(
    Guid Id, DateTimeOffset At, Guid? ActorId, string Actor, Guid? AboutId, string? About, string Action, string Summary,
    string? Detail, string? Address)
{
    public static AuditResponse Of(AuditEntry entry, AuditScope scope)
    {
        Guid? Shown(Guid? id) => scope.IsAdmin || id == scope.UserId ? id : null;
        return new AuditResponse(
            entry.Id, entry.At, Shown(entry.ActorId), entry.ActorName, Shown(entry.AboutId), entry.AboutName,
            entry.Action, entry.Summary, entry.Detail,
            // Of strangers' attempts on the account, too.
            entry.ActorId is null || Shown(entry.ActorId) is not null ? entry.Address : null);
    }
}
