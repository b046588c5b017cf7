namespace Recognize.Api.Libraries;

/// <summary>What lies in a folder of the machine that photos may be taken from.</summary>
/// <param name="Path">The folder; null for the list of those to begin with.</param>
/// <param name="Parent">The folder around it, where that may be looked into.</param>
/// <param name="LibraryId">The caller's library that holds the folder already.</param>
/// <param name="Folders">By name.</param>
/// <param name="IsCut">There are more folders than are listed.</param>
internal sealed record FolderListResponse(
    string? Path, string? Parent, Guid? LibraryId, IReadOnlyList<FolderResponse> Folders, bool IsCut);

/// <param name="LibraryId">The caller's library that holds it already.</param>
internal sealed record FolderResponse(string Name, string Path, Guid? LibraryId);

/// <param name="Path">A folder that <c>GET /api/folders</c> lists.</param>
/// <param name="User">Whose library it is to be; the caller's without it.</param>
internal sealed record AddLibraryRequest(string Path, string? User = null);

/// <param name="LibraryId">The library that holds the folder: a new one, or one that did already.</param>
/// <param name="JobId">The scan that waits now.</param>
internal sealed record AddedLibraryResponse(Guid LibraryId, Guid JobId);
