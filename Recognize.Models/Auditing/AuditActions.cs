namespace Recognize.Models.Auditing;

/// <summary>What the audit log tells of: stable names for programs and filters, <c>subject.what</c>.</summary>
public static class AuditActions
{
    public const string SessionOpened = "session.opened";
    public const string SessionRefused = "session.refused";
    public const string SessionsEnded = "session.ended";
    public const string PasswordChanged = "password.changed";
    public const string PasswordReset = "password.reset";
    public const string LinkMade = "link.made";
    public const string LinkUsed = "link.used";
    public const string UserMade = "user.made";
    public const string UserDisabled = "user.disabled";
    public const string UserEnabled = "user.enabled";
    public const string UserRemoved = "user.removed";
    public const string AdminGiven = "admin.given";
    public const string AdminTaken = "admin.taken";
    public const string TokenMade = "token.made";
    public const string TokenRevoked = "token.revoked";
    public const string TokenUsed = "token.used";
    public const string ProviderLinked = "provider.linked";
    public const string ProviderUnlinked = "provider.unlinked";
    public const string ConsentGiven = "consent.given";
    public const string ConsentWithdrawn = "consent.withdrawn";
    public const string ConsentRequested = "consent.requested";
    public const string ConsentOutdated = "consent.outdated";
    public const string ApprovalRequired = "approval.required";
    public const string ApprovalDropped = "approval.dropped";
    public const string ApprovalGiven = "approval.given";
    public const string ApprovalRefused = "approval.refused";
    public const string ApprovalWithdrawn = "approval.withdrawn";
    public const string ContactsAnswered = "contacts.answered";
    public const string SourceAnswered = "contacts.source-answered";
    public const string LimitsChanged = "limits.changed";
    public const string WorkPaused = "work.paused";
    public const string WorkResumed = "work.resumed";
    public const string FailuresRetried = "work.retried";
    public const string ReclusterApplied = "recluster.applied";
    public const string ReclusterUndone = "recluster.undone";
    public const string LibraryAdded = "library.added";
    public const string ModelChosen = "model.chosen";
    public const string ServerAllowed = "server.allowed";
    public const string ServerForbidden = "server.forbidden";
    public const string ShareGiven = "share.given";
    public const string ShareChanged = "share.changed";
    public const string ShareEnded = "share.ended";
    public const string Exported = "export.written";
    public const string Erased = "data.erased";
    public const string ErasureAsked = "erasure.asked";
    public const string PersonRefused = "person.refused";
    public const string PersonRecognised = "person.recognised";
}
