namespace Recognize.Models.Sharing;

/// <summary>What a share allows. Stored as a small integer: never renumber.</summary>
public enum ShareAccess
{
    /// <summary>To see the files and what they show.</summary>
    Read = 0,

    /// <summary>Besides, to change tags of the files, and of an album its name, its order and what is in it.</summary>
    Write = 1,
}

/// <summary>
/// Lets one other user of the house see an album or a library. Stored in <c>shares</c>; when it counts is decided by
/// <see cref="Visibility"/> alone.
/// </summary>
public sealed class Share
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Copied from the album or library: only its owner shares it.</summary>
    public required Guid OwnerId { get; init; }

    public required Guid RecipientId { get; init; }

    /// <summary>Null for a library.</summary>
    public Guid? AlbumId { get; init; }

    /// <summary>Null for an album.</summary>
    public Guid? LibraryId { get; init; }

    public required ShareAccess Access { get; set; }

    /// <summary>Names of the owner's people are shown with the boxes of their faces.</summary>
    public required bool WithPeople { get; set; }

    /// <summary>What the recipient sees a library called; its folder's name is the owner's.</summary>
    public string? Label { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; set; }

    /// <summary>From then on it does not count; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }
}
