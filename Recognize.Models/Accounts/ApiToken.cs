namespace Recognize.Models.Accounts;

/// <summary>A bearer token for programs. Only the hash is stored: the token itself is shown once.</summary>
public sealed class ApiToken
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid UserId { get; init; }

    /// <summary>What the owner calls it.</summary>
    public required string Name { get; set; }

    /// <summary>SHA-256 of the token's text, 32 bytes. The token holds 256 random bits, so no salt is needed.</summary>
    public required byte[] TokenHash { get; init; }

    /// <summary>What the token may do, such as <c>media:read</c>; see <see cref="TokenScopes"/>.</summary>
    public required string[] Scopes { get; init; }

    public DateTimeOffset CreatedAt { get; init; } = DateTimeOffset.UtcNow;

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }
}
