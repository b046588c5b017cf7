namespace Recognize.Models.Sharing;

/// <summary>A file in an album. Stored in <c>album_items</c>.</summary>
public sealed class AlbumItem
{
    public required Guid AlbumId { get; init; }

    public required Guid MediaId { get; init; }

    /// <summary>Place in the album, ascending; no two files of an album have the same.</summary>
    public required long Position { get; set; }

    /// <summary>Who put it there; null once that user was erased.</summary>
    public Guid? AddedBy { get; init; }

    public required DateTimeOffset AddedAt { get; init; }
}
