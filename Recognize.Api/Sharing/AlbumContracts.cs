using Recognize.Api.Search;
using Recognize.Models.Sharing;

namespace Recognize.Api.Sharing;

/// <summary>Who fills an album.</summary>
internal enum AlbumKind
{
    /// <summary>Whoever puts files in by hand.</summary>
    Plain,

    /// <summary>A search.</summary>
    Smart,
}

/// <summary>An album, one's own or shared.</summary>
/// <param name="Kind">plain, or smart where a search fills it.</param>
/// <param name="Query">The search; null for others than the owner, for it may name people.</param>
/// <param name="Parts">How the search is understood; of the caller's own smart album when it is asked for by its id.</param>
/// <param name="Owner">Whose it is; null for the caller's own.</param>
/// <param name="Access">What the caller may do: own, write or read.</param>
/// <param name="CoverMediaId">The file that stands for it: the chosen one, else the first; null while it is empty.</param>
/// <param name="MediaCount">Files that the caller sees in it; of a smart album counted up to 10,000.</param>
/// <param name="ChangedAt">When it, or what is in it, was last changed by somebody.</param>
internal sealed record AlbumResponse(
    Guid Id, string Name, string? Description, string? Owner, AccessLevel Access, Guid? CoverMediaId, int MediaCount,
    DateTimeOffset CreatedAt, DateTimeOffset ChangedAt, AlbumKind Kind, string? Query, IReadOnlyList<SearchPartResponse> Parts);

/// <param name="Name">1 to 200 characters.</param>
/// <param name="Description">Up to 4000 characters.</param>
/// <param name="Query">Makes a smart album: it shows what this search finds, whenever it is looked at.</param>
internal sealed record CreateAlbumRequest(string Name, string? Description = null, string? Query = null);

/// <summary>Null leaves a field as it is.</summary>
/// <param name="Description">Empty removes it.</param>
/// <param name="CoverMediaId">A file of the album.</param>
/// <param name="Query">Another search, of a smart album of the caller's own.</param>
/// <param name="ClearCover">Lets the first file stand for the album.</param>
internal sealed record ChangeAlbumRequest(
    string? Name = null, string? Description = null, Guid? CoverMediaId = null, bool ClearCover = false, string? Query = null);

/// <param name="MediaIds">1 to 1000, in the order wanted.</param>
internal sealed record AlbumMediaRequest(IReadOnlyList<Guid> MediaIds);

/// <param name="MediaIds">1 to 1000 files of the album, in the order wanted.</param>
/// <param name="Before">A file of the album that is not among them; null for the end.</param>
internal sealed record MoveInAlbumRequest(IReadOnlyList<Guid> MediaIds, Guid? Before = null);

/// <summary>Where a page of albums, or of shares, ends: their ids are in the order in which they were made.</summary>
internal sealed record MadeKey(Guid Id);

/// <summary>Where a page of an album ends.</summary>
internal sealed record AlbumItemKey(long Position, Guid Id);
