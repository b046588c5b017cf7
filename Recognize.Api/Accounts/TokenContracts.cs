namespace Recognize.Api.Accounts;

/// <param name="Name">What it is for.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="ExpiresAt">When it ends; null for one that is good until it is revoked.</param>
internal sealed record MakeTokenRequest(string Name, IReadOnlyList<string> Scopes, DateTimeOffset? ExpiresAt = null);

/// <param name="Token">Shown now and never again.</param>
internal sealed record MadeTokenResponse(string Token);

/// <summary>A bearer token of the caller, without its text.</summary>
/// <param name="LastUsedAt">To within a minute.</param>
internal sealed record TokenResponse(
    Guid Id, string Name, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt);
