namespace Recognize.Models.Contacts;

/// <summary>
/// One answer of an owner about a contact. Appended, never changed; the latest is the contact's. Stored in
/// <c>contact_consents</c>, and gone with the contact.
/// </summary>
public sealed class ContactConsent
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid ContactId { get; init; }

    public required ContactAnswer Answer { get; init; }

    /// <summary>Whether it was said of everybody in the source.</summary>
    public bool IsSourceAnswer { get; init; }

    /// <summary>Version of the text that was shown; see <see cref="ContactConsentText"/>.</summary>
    public required string TextVersion { get; init; }

    /// <summary>Who answered and by what way, for instance <c>anna at the command line</c>.</summary>
    public required string AnsweredBy { get; init; }

    public DateTimeOffset AnsweredAt { get; init; } = DateTimeOffset.UtcNow;
}

/// <summary>What an owner states by answering for a contact. A changed text gets a new version.</summary>
public static class ContactConsentText
{
    public const string Version = "2026-11-22";

    public const string Text =
        """
        The photo of a contact is used to find this person in your photos: a mathematical
        fingerprint of the face (biometric data) is computed, kept encrypted on this machine and
        compared with the faces of your library. Say "agreed" only of people who know this and
        agreed to it. Taking it back erases the fingerprints and open questions at once; names
        and faces that are in the library stay until you change them.
        """;
}
