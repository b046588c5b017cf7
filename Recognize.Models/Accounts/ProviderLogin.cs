namespace Recognize.Models.Accounts;

/// <summary>Whom an OpenID Connect provider's user is here. Stored in <c>provider_logins</c>.</summary>
public sealed class ProviderLogin
{
    /// <summary>The provider, as its tokens name it.</summary>
    public required string Issuer { get; init; }

    /// <summary>The provider's <c>sub</c>, which it never gives to another of its users.</summary>
    public required string Subject { get; init; }

    public required Guid UserId { get; init; }

    public required DateTimeOffset LinkedAt { get; init; }
}
