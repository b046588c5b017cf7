namespace Recognize.Models.Accounts;

/// <summary>
/// One answer to "may faces in my library be recognised?". Answers are appended, never changed: the latest one of a
/// user counts, and no answer means no.
/// </summary>
public sealed class FaceConsent
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid UserId { get; init; }

    public required bool Given { get; init; }

    /// <summary>Version of the text that was shown; see <see cref="FaceConsentText"/>.</summary>
    public required string TextVersion { get; init; }

    /// <summary>Who answered and by what way, for instance <c>anna at the terminal</c>.</summary>
    public required string AnsweredBy { get; init; }

    public DateTimeOffset AnsweredAt { get; init; } = DateTimeOffset.UtcNow;
}
