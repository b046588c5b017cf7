using Recognize.Models.Library;

namespace Recognize.Models.Sharing;

/// <summary>What a user may do with something that the user may see; each level includes those before it.</summary>
public enum AccessLevel
{
    /// <summary>Shared, to look at.</summary>
    Read,

    /// <summary>Shared, to change what <see cref="ShareAccess.Write"/> names.</summary>
    Write,

    /// <summary>The user's own.</summary>
    Own,
}

/// <summary>A file that a user may see.</summary>
/// <param name="Item">Not removed.</param>
/// <param name="OwnerName">Of the file's owner.</param>
/// <param name="Access">What the user may do with it.</param>
/// <param name="ShowsPeople">Whether names of the owner's people on it are shown to somebody else.</param>
public sealed record VisibleMedia(MediaItem Item, string OwnerName, AccessLevel Access, bool ShowsPeople);

/// <summary>An album that a user may see.</summary>
/// <param name="Album">As it stands in the database.</param>
/// <param name="OwnerName">Of the album's owner.</param>
/// <param name="Access">What the user may do with it.</param>
public sealed record VisibleAlbum(Album Album, string OwnerName, AccessLevel Access);

/// <summary>A file in an album.</summary>
public sealed class VisibleAlbumItem
{
    public required Guid AlbumId { get; init; }

    public required long Position { get; init; }

    public required MediaItem Media { get; init; }
}
