using Microsoft.EntityFrameworkCore;
using Recognize.Models.Persistence;

namespace Recognize.Models.Accounts;

/// <summary>Bearer tokens: issued once in plain text, kept as hashes.</summary>
public sealed class TokenDirectory(IDbContextFactory<RecognizeDbContext> databases, TimeProvider clock)
{
    /// <summary>How stale "last used" may be: a busy program must not cost a write per request.</summary>
    private static readonly TimeSpan LastUsedPrecision = TimeSpan.FromMinutes(1);

    /// <summary>Makes a token and returns its text, which cannot be had again.</summary>
    /// <exception cref="ArgumentException">No scope, an unknown scope, or no name was given.</exception>
    public async Task<string> IssueTokenAsync(
        Guid userId,
        string name,
        IReadOnlyList<string> scopes,
        DateTimeOffset? expiresAt,
        CancellationToken cancellationToken)
    {
        var (token, text) = Create(userId, name, scopes, expiresAt);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        database.ApiTokens.Add(token);
        await database.SaveChangesAsync(cancellationToken);
        return text;
    }

    /// <summary>Whom a token speaks for; null when it is unknown, revoked or expired.</summary>
    public async Task<AuthenticatedToken?> AuthenticateTokenAsync(string text, CancellationToken cancellationToken)
    {
        if (!TokenSecret.IsWellFormed(text))
            return null;
        var hash = TokenSecret.Hash(text);
        var now = clock.GetUtcNow();
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var found = await database.ApiTokens
            .Where(token => token.TokenHash == hash && token.RevokedAt == null)
            .Where(token => token.ExpiresAt == null || token.ExpiresAt > now)
            .Join(database.Users, token => token.UserId, user => user.Id, (token, user) => new { token, user })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null)
            return null;

        var staleBefore = now - LastUsedPrecision;
        if (found.token.LastUsedAt is null || found.token.LastUsedAt <= staleBefore)
        {
            await database.ApiTokens
                .Where(token => token.Id == found.token.Id)
                .Where(token => token.LastUsedAt == null || token.LastUsedAt <= staleBefore)
                .ExecuteUpdateAsync(row => row.SetProperty(token => token.LastUsedAt, now), cancellationToken);
        }
        return new AuthenticatedToken(found.token.Id, found.user, found.token.Scopes);
    }

    /// <summary>Ends a token of a user for good; false when the user has no such live token.</summary>
    public async Task<bool> RevokeTokenAsync(Guid userId, Guid tokenId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.ApiTokens
            .Where(token => token.Id == tokenId && token.UserId == userId && token.RevokedAt == null)
            .ExecuteUpdateAsync(row => row.SetProperty(token => token.RevokedAt, now), cancellationToken) == 1;
    }

    internal (ApiToken Token, string Text) Create(
        Guid userId, string name, IReadOnlyList<string> scopes, DateTimeOffset? expiresAt)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (scopes.Count == 0)
            throw new ArgumentException("A token needs at least one scope.", nameof(scopes));
        if (scopes.FirstOrDefault(scope => !TokenScopes.All.Contains(scope)) is { } unknown)
        {
            throw new ArgumentException(
                $"There is no scope \"{unknown}\"; there are {string.Join(", ", TokenScopes.All)}.", nameof(scopes));
        }

        var text = TokenSecret.Create();
        var token = new ApiToken
        {
            UserId = userId,
            Name = name,
            TokenHash = TokenSecret.Hash(text),
            Scopes = [.. scopes.Distinct()],
            CreatedAt = clock.GetUtcNow(),
            ExpiresAt = expiresAt?.ToUniversalTime(),
        };
        return (token, text);
    }
}
