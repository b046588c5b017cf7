namespace Recognize.Api.Accounts;

/// <summary>A user, for admins.</summary>
/// <param name="DisabledAt">Since when the user is kept out; null for everybody who may sign in.</param>
/// <param name="LinkExpiresAt">Until when an unused one-time link is good; null when there is none.</param>
/// <param name="SeenAt">The last request of a session, to within a few minutes.</param>
internal sealed record UserResponse(
    Guid Id, string Name, bool IsAdmin, DateTimeOffset CreatedAt, DateTimeOffset? DisabledAt, DateTimeOffset? LinkExpiresAt,
    DateTimeOffset? SeenAt);

internal sealed record InviteUserRequest(string Name, bool IsAdmin = false);

/// <summary>What is null stays as it is.</summary>
internal sealed record ChangeUserRequest(bool? IsAdmin = null, bool? IsDisabled = null);

/// <summary>A one-time link, shown now and never again.</summary>
/// <param name="Link">Where the user goes, below the address the service is reached at. The secret stands behind the
/// <c>#</c>: browsers send it to no server.</param>
internal sealed record LinkResponse(Guid UserId, string Name, string Link, DateTimeOffset ExpiresAt);
