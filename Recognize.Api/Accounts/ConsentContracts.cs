using Recognize.Models.Accounts;

namespace Recognize.Api.Accounts;

/// <summary>Where the caller stands with face recognition, and what is asked.</summary>
/// <param name="State">Only with "given" faces are looked at.</param>
/// <param name="Sentence">The same for people.</param>
/// <param name="Since">Since when; null for who never answered.</param>
/// <param name="AgreedVersion">Version of the text that the latest entry is about.</param>
/// <param name="Reason">Why an admin decided so, if one did and said why.</param>
/// <param name="NeedsApproval">Whether an admin has to approve a "yes".</param>
/// <param name="TextVersion">Version of the text; an answer names it.</param>
/// <param name="Text">What a "yes" is to.</param>
internal sealed record ConsentResponse(
    FaceConsentState State, string Sentence, DateTimeOffset? Since, string? AgreedVersion, string? Reason, bool NeedsApproval,
    string TextVersion, string Text);

/// <param name="Given">Yes or no.</param>
/// <param name="TextVersion">The version of the text that was shown; needed for a yes.</param>
internal sealed record ConsentRequest(bool Given, string? TextVersion = null);

/// <summary>One answer of the user, or decision of an admin on it.</summary>
/// <param name="Given">Whether faces might be looked at from then on.</param>
internal sealed record ConsentEntryResponse(
    FaceConsentKind Kind, bool Given, string TextVersion, string By, string? Reason, DateTimeOffset At);

/// <param name="Required">Whether an admin has to approve before a user's faces are recognised.</param>
/// <param name="Users">Who said yes, those who wait first.</param>
internal sealed record FaceApprovalResponse(bool Required, IReadOnlyList<FaceApprovalUserResponse> Users);

internal sealed record FaceApprovalUserResponse(
    Guid UserId, string UserName, FaceConsentState State, DateTimeOffset Since, string TextVersion, string? Reason);

/// <param name="Required">Whether an admin has to approve from now on.</param>
/// <param name="Existing">What becomes of users whose faces are recognised: they wait (default), or are approved.</param>
internal sealed record FaceApprovalRequest(bool Required, ExistingConsents Existing = ExistingConsents.Ask);

/// <param name="Users">Users whose state changed by it.</param>
internal sealed record FaceApprovalChangedResponse(int Users);

/// <param name="Reason">Shown to the user; at most 500 characters.</param>
internal sealed record FaceDecisionRequest(FaceApprovalDecision Decision, string? Reason = null);
