using Recognize.Models.Sharing;

namespace Recognize.Api.Sharing;

/// <summary>An album, one's own or shared.</summary>
/// <param name="Owner">Whose it is; null for the caller's own.</param>
/// <param name="Access">What the caller may do: own, write or read.</param>
/// <param name="CoverMediaId">The file that stands for it: the chosen one, else the first; null while it is empty.</param>
/// <param name="MediaCount">Files that the caller sees in it.</param>
/// <param name="ChangedAt">When it, or what is in it, was last changed by somebody.</param>
internal sealed record AlbumResponse(
    Guid Id, string Name, string? Description, string? Owner, AccessLevel Access, Guid? CoverMediaId, int MediaCount,
    DateTimeOffset CreatedAt, DateTimeOffset ChangedAt);

/// <param name="Name">1 to 200 characters.</param>
/// <param name="Description">Up to 4000 characters.</param>
internal sealed record CreateAlbumRequest(string Name, string? Description = null);

/// <summary>Null leaves a field as it is.</summary>
/// <param name="Description">Empty removes it.</param>
/// <param name="CoverMediaId">A file of the album.</param>
/// <param name="ClearCover">Lets the first file stand for the album.</param>
internal sealed record ChangeAlbumRequest(
    string? Name = null, string? Description = null, Guid? CoverMediaId = null, bool ClearCover = false);

/// <param name="MediaIds">1 to 1000, in the order wanted.</param>
internal sealed record AlbumMediaRequest(IReadOnlyList<Guid> MediaIds);

/// <param name="MediaIds">1 to 1000 files of the album, in the order wanted.</param>
/// <param name="Before">A file of the album that is not among them; null for the end.</param>
internal sealed record MoveInAlbumRequest(IReadOnlyList<Guid> MediaIds, Guid? Before = null);

/// <summary>Where a page of albums, or of shares, ends: their ids are in the order in which they were made.</summary>
internal sealed record MadeKey(Guid Id);

/// <summary>Where a page of an album ends.</summary>
internal sealed record AlbumItemKey(long Position, Guid Id);
