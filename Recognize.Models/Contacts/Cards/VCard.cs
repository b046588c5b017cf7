namespace Recognize.Models.Contacts.Cards;

/// <summary>What is wanted of a card of an address book.</summary>
/// <param name="Uid">The card's own id; null when it has none.</param>
/// <param name="Name">The name to show, never empty.</param>
/// <param name="Revision">The text of REV; null when it has none.</param>
/// <param name="Categories">The labels of the contact, as written.</param>
/// <param name="Photos">The portraits, those that cannot be had with the reason.</param>
/// <param name="IsPerson">False for a list of contacts, a company and the like.</param>
/// <param name="Notes">What was put right or left out while reading, a sentence each.</param>
public sealed record VCard(
    string? Uid, string Name, string? Revision, IReadOnlyList<string> Categories, IReadOnlyList<ContactPhoto> Photos,
    bool IsPerson, IReadOnlyList<string> Notes);

/// <summary>A portrait as it came: its bytes, or why there are none in a sentence for the owner.</summary>
public sealed record ContactPhoto
{
    private ContactPhoto(byte[]? content, string? problem) => (Content, Problem) = (content, problem);

    /// <summary>The file's bytes; null when there is a <see cref="Problem"/>.</summary>
    public byte[]? Content { get; }

    /// <summary>Why the photo cannot be had; null when it can.</summary>
    public string? Problem { get; }

    public static ContactPhoto Of(byte[] content) => new(content, null);

    public static ContactPhoto Missing(string problem) => new(null, problem);
}

/// <summary>One card of a file: either it could be read or there is a reason.</summary>
/// <param name="Line">Where in the file it begins, from 1.</param>
/// <param name="Name">The name as far as it could be read; null when not even that.</param>
/// <param name="Card">The card; null when there is a <paramref name="Problem"/>.</param>
/// <param name="Problem">Why the card cannot be taken, in a sentence for the owner.</param>
public sealed record VCardReading(int Line, string? Name, VCard? Card, string? Problem)
{
    /// <summary>Whether the file breaks off here, so that more may be missing than this card.</summary>
    public bool IsFileBroken { get; init; }
}
