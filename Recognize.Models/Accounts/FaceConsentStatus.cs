namespace Recognize.Models.Accounts;

/// <summary>Where a user stands with face recognition.</summary>
public enum FaceConsentState
{
    /// <summary>Never asked, or never answered: no face is looked at.</summary>
    Unanswered,

    /// <summary>Faces are recognised.</summary>
    Given,

    /// <summary>The user said no.</summary>
    Declined,

    /// <summary>The user said yes; an admin has to approve, and until then no face is looked at.</summary>
    WaitsForApproval,

    /// <summary>An admin said no.</summary>
    Refused,

    /// <summary>An admin took the approval back: nothing is looked at any more, what was found stays.</summary>
    ApprovalWithdrawn,

    /// <summary>The text asks for more than what the user agreed to: the user has to answer anew.</summary>
    TextChanged,
}

/// <summary>Where a user stands with face recognition, and by what.</summary>
/// <param name="State">Only with <see cref="FaceConsentState.Given"/> faces are looked at.</param>
/// <param name="Latest">The entry that says so; null when there is none.</param>
public sealed record FaceConsentStatus(FaceConsentState State, FaceConsent? Latest)
{
    /// <summary>What a user's latest entry means.</summary>
    public static FaceConsentStatus Of(FaceConsent? latest) => new(
        latest switch
        {
            null => FaceConsentState.Unanswered,
            { Given: true } => FaceConsentState.Given,
            { Kind: FaceConsentKind.Request } => FaceConsentState.WaitsForApproval,
            { Kind: FaceConsentKind.Refusal } => FaceConsentState.Refused,
            { Kind: FaceConsentKind.Withdrawal } => FaceConsentState.ApprovalWithdrawn,
            { Kind: FaceConsentKind.NewText } => FaceConsentState.TextChanged,
            _ => FaceConsentState.Declined,
        },
        latest);

    /// <summary>The state as a sentence for the user.</summary>
    public string Sentence => State switch
    {
        FaceConsentState.Unanswered => "Faces are not recognised: you have not agreed.",
        FaceConsentState.Given => "Faces are recognised.",
        FaceConsentState.Declined => "Faces are not recognised: you said no.",
        FaceConsentState.WaitsForApproval => "Faces are not recognised yet: an admin has to approve.",
        FaceConsentState.Refused => $"Faces are not recognised: an admin refused{Because}.",
        FaceConsentState.ApprovalWithdrawn =>
            $"Faces are not recognised any more: an admin took the approval back{Because}. What was found stays.",
        _ => "Faces are not recognised any more: the text you agreed to asks for more now. Read it and answer anew.",
    };

    private string Because => Latest?.Reason is { Length: > 0 } reason ? $" ({reason})" : "";
}
