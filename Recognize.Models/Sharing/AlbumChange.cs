namespace Recognize.Models.Sharing;

/// <summary>How a change of an album ended.</summary>
public enum AlbumOutcome
{
    Changed,

    /// <summary>There is no such album for the user.</summary>
    NoAlbum,

    /// <summary>A file that was named is not there, or may not be named here by the user.</summary>
    NoMedia,

    /// <summary>The user may look at the album only.</summary>
    ReadOnly,

    /// <summary>Only the album's owner may do this.</summary>
    OwnersOnly,

    /// <summary>A search fills it: files are neither put in nor taken out by hand.</summary>
    Smart,

    /// <summary>It has no search that could be changed.</summary>
    NotSmart,

    /// <summary>It would hold more than <see cref="AlbumEdits.MaxItems"/> files.</summary>
    Full,
}

/// <summary>What of an album is to be changed; null leaves a field as it is.</summary>
/// <param name="Name">Not empty.</param>
/// <param name="Description">Empty removes it.</param>
/// <param name="CoverMediaId">A file of the album.</param>
/// <param name="Query">Another search, of an album that one fills; its owner's to say.</param>
/// <param name="ClearsCover">Lets the first file stand for the album.</param>
public sealed record AlbumChange(string? Name, string? Description, Guid? CoverMediaId, bool ClearsCover, string? Query = null);
