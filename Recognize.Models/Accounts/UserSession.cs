namespace Recognize.Models.Accounts;

/// <summary>A signed-in browser. The cookie names the row; without it the cookie is worth nothing. Stored in <c>user_sessions</c>.</summary>
public sealed class UserSession
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid UserId { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>The last request, to within a few minutes.</summary>
    public required DateTimeOffset SeenAt { get; init; }

    /// <summary>Where it was opened from, without a port.</summary>
    public string? Address { get; init; }

    /// <summary>What the browser calls itself, shortened.</summary>
    public string? Browser { get; init; }
}
