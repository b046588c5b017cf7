namespace Recognize.Models.Contacts;

/// <summary>Where contacts come from. Stored as a small integer: never renumber.</summary>
public enum ContactSourceKind
{
    /// <summary>A file of cards.</summary>
    File = 0,

    /// <summary>A folder <c>Name/photo.jpg</c>.</summary>
    Folder = 1,

    /// <summary>An address book of a CardDAV server.</summary>
    CardDav = 2,
}

/// <summary>A file, folder or address book that contacts of one owner come from. Stored in <c>contact_sources</c>.</summary>
public sealed class ContactSource
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid OwnerId { get; init; }

    public required ContactSourceKind Kind { get; init; }

    /// <summary>A file of the same name takes the place of an earlier one.</summary>
    public required string Name { get; set; }

    /// <summary>The folder's path or the address book's address; null for a file that was handed over.</summary>
    public string? Address { get; set; }

    public string? UserName { get; set; }

    /// <summary>Sealed with the key of this home; see <see cref="SecretBox"/>.</summary>
    public byte[]? Password { get; set; }

    /// <summary>What the server calls the state that was last read, if it does.</summary>
    public string? SyncToken { get; set; }

    /// <summary>When somebody asked for it to be read again; null when it was since.</summary>
    public DateTimeOffset? SyncRequestedAt { get; set; }

    public DateTimeOffset? LastSyncAt { get; set; }

    /// <summary>Since when the owner says that everybody in it agreed; null where each contact is asked for.</summary>
    public DateTimeOffset? AgreedAt { get; set; }

    /// <summary>Who said so and by what way.</summary>
    public string? AgreedBy { get; set; }

    /// <summary>Version of the text that was shown; see <see cref="ContactConsentText"/>.</summary>
    public string? AgreedText { get; set; }

    /// <summary>Why the last reading failed, in a sentence for the owner.</summary>
    public string? Problem { get; set; }

    public DateTimeOffset CreatedAt { get; init; } = DateTimeOffset.UtcNow;
}

/// <summary>A file of cards that was handed over and waits to be read. Stored in <c>contact_uploads</c>.</summary>
public sealed class ContactUpload
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid SourceId { get; init; }

    public required long SizeBytes { get; init; }

    public DateTimeOffset CreatedAt { get; init; } = DateTimeOffset.UtcNow;
}

/// <summary>A part of a <see cref="ContactUpload"/>. Stored in <c>contact_upload_parts</c>.</summary>
public sealed class ContactUploadPart
{
    public required Guid UploadId { get; init; }

    public required int Number { get; init; }

    public required byte[] Content { get; init; }
}
