using Recognize.Models.Sharing;

namespace Recognize.Api.Sharing;

/// <summary>A share that the caller gave.</summary>
/// <param name="Recipient">Whose name it was given to.</param>
/// <param name="WithPeople">Names of the caller's people are shown with the boxes of their faces.</param>
/// <param name="Label">What the recipient sees a library called.</param>
/// <param name="ExpiresAt">From then on it does not count; null for never.</param>
internal sealed record ShareResponse(
    Guid Id, Guid? AlbumId, Guid? LibraryId, string Recipient, ShareAccess Access, bool WithPeople, string? Label,
    DateTimeOffset CreatedAt, DateTimeOffset ChangedAt, DateTimeOffset? ExpiresAt);

/// <summary>Something that is shared with the caller.</summary>
/// <param name="Name">The album's name, or what the owner calls the library for others.</param>
/// <param name="Owner">Whose it is.</param>
internal sealed record ReceivedShareResponse(
    Guid Id, Guid? AlbumId, Guid? LibraryId, string? Name, string Owner, ShareAccess Access, bool WithPeople,
    DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt);

/// <summary>Either an album or a library of the caller's.</summary>
/// <param name="Recipient">The name of a user of this house.</param>
/// <param name="Access">read or write.</param>
/// <param name="WithPeople">Shows names of the caller's named people with the boxes of their faces.</param>
/// <param name="Label">What the recipient sees a library called; up to 200 characters.</param>
/// <param name="ExpiresAt">From then on it does not count; null for never.</param>
internal sealed record GiveShareRequest(
    string Recipient, Guid? AlbumId = null, Guid? LibraryId = null, ShareAccess Access = ShareAccess.Read,
    bool WithPeople = false, string? Label = null, DateTimeOffset? ExpiresAt = null);

/// <summary>All that a share says, as it is to be from now on.</summary>
/// <param name="Access">read or write.</param>
/// <param name="ExpiresAt">Null for never.</param>
internal sealed record ChangeShareRequest(
    ShareAccess Access, bool WithPeople, string? Label = null, DateTimeOffset? ExpiresAt = null);

/// <summary>A library of the caller's.</summary>
/// <param name="Name">Of its folder, without those around it.</param>
internal sealed record LibraryResponse(Guid Id, string Name, DateTimeOffset CreatedAt);
