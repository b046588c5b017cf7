namespace Recognize.Models.Contacts;

/// <summary>Whether a contact can be found in photos. Stored as a small integer: never renumber.</summary>
public enum ContactState
{
    /// <summary>Its portraits have not been looked at.</summary>
    Waiting = 0,

    /// <summary>At least one portrait can be used.</summary>
    Ready = 1,

    /// <summary>The owner has to say something about its portraits.</summary>
    NeedsAnswer = 2,

    /// <summary>It has no portrait that shows a face.</summary>
    NoPortrait = 3,

    /// <summary>Its card cannot be read.</summary>
    Unreadable = 4,

    /// <summary>The owner has to say whether this person agreed; its portraits are not looked at before.</summary>
    NeedsConsent = 5,

    /// <summary>The person did not agree: its portraits are not looked at.</summary>
    Refused = 6,
}

/// <summary>What the owner says of a contact's own will to be found in photos. Stored as a small integer: never renumber.</summary>
public enum ContactAnswer
{
    /// <summary>Nobody has said: as good as no.</summary>
    Unanswered = 0,

    /// <summary>The person agreed.</summary>
    Agreed = 1,

    /// <summary>The person did not agree, or does not any more.</summary>
    Refused = 2,
}

/// <summary>Somebody in an address book of an owner. Stored in <c>contacts</c>.</summary>
public sealed class Contact
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid OwnerId { get; init; }

    public required Guid SourceId { get; init; }

    /// <summary>What the source knows it by: the card's id, its address on the server, the folder's name.</summary>
    public required string Key { get; init; }

    /// <summary>The server's mark of the version that was read.</summary>
    public string? Etag { get; set; }

    /// <summary>Of name and photos: a contact whose hash is the same is left alone.</summary>
    public required byte[] ContentHash { get; set; }

    public required string Name { get; set; }

    public ContactState State { get; set; }

    /// <summary>Why it cannot be found, in a sentence for the owner; null when it can.</summary>
    public string? Reason { get; set; }

    /// <summary>Whether it may be looked for in photos; the owner decides for each contact.</summary>
    public bool IsMatched { get; set; } = true;

    /// <summary>Only with <see cref="ContactAnswer.Agreed"/> its portraits are looked at; <see cref="ContactConsent"/> tells by whom and when.</summary>
    public ContactAnswer Answer { get; set; }

    /// <summary>Whether the answer is the one that holds for everybody in its source.</summary>
    public bool IsSourceAnswer { get; set; }

    /// <summary>When the source no longer had it. Its person stays, with name and faces.</summary>
    public DateTimeOffset? RemovedAt { get; set; }

    public DateTimeOffset CreatedAt { get; init; } = DateTimeOffset.UtcNow;

    public DateTimeOffset ChangedAt { get; set; } = DateTimeOffset.UtcNow;
}
