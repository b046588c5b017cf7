namespace Recognize.Models.Accounts;

/// <summary>What an entry about face recognition is. Stored as a small integer: never renumber.</summary>
public enum FaceConsentKind
{
    /// <summary>The user's own answer, which holds at once.</summary>
    Answer = 0,

    /// <summary>The user agreed; an admin has to approve.</summary>
    Request = 1,

    /// <summary>An admin approved.</summary>
    Approval = 2,

    /// <summary>An admin refused what was asked for.</summary>
    Refusal = 3,

    /// <summary>An admin took an approval back.</summary>
    Withdrawal = 4,

    /// <summary>The text asks for more than what the user agreed to.</summary>
    NewText = 5,
}

/// <summary>
/// One entry about "may faces in my library be recognised?": an answer of the owner, or what an admin decided on it.
/// Entries are appended, never changed: the latest one of a user counts, and none means no.
/// </summary>
public sealed class FaceConsent
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid UserId { get; init; }

    public FaceConsentKind Kind { get; init; }

    /// <summary>Whether faces may be recognised from here on; a "yes" that waits for an admin is none yet.</summary>
    public required bool Given { get; init; }

    /// <summary>Version of the text that was shown to the user; see <see cref="FaceConsentText"/>.</summary>
    public required string TextVersion { get; init; }

    /// <summary>Who answered or decided and by what way, for instance <c>anna at the terminal</c>.</summary>
    public required string AnsweredBy { get; init; }

    /// <summary>Why, in the admin's words, if any.</summary>
    public string? Reason { get; init; }

    public DateTimeOffset AnsweredAt { get; init; } = DateTimeOffset.UtcNow;
}
