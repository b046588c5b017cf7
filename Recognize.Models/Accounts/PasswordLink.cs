namespace Recognize.Models.Accounts;

/// <summary>
/// A link by which a user chooses a password, once: an invitation or a reset. Only the hash of its secret is stored. Stored in
/// <c>password_links</c>.
/// </summary>
public sealed class PasswordLink
{
    public required Guid UserId { get; init; }

    /// <summary>SHA-256 of the secret, 32 bytes. The secret holds 256 random bits, so no salt is needed.</summary>
    public required byte[] SecretHash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}
