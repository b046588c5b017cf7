using Microsoft.EntityFrameworkCore;
using Recognize.Models.Auditing;
using Recognize.Models.Persistence;

namespace Recognize.Models.Accounts;

/// <summary>Bearer tokens: issued once in plain text, kept as hashes.</summary>
public sealed class TokenDirectory(IDbContextFactory<RecognizeDbContext> databases, TimeProvider clock)
{
    /// <summary>How stale "last used" may be: a busy program must not cost a write per request.</summary>
    private static readonly TimeSpan LastUsedPrecision = TimeSpan.FromMinutes(1);

    /// <summary>In UTF-16 units.</summary>
    public const int MaxNameLength = 100;

    /// <summary>Makes a token and returns its text, which cannot be had again.</summary>
    /// <exception cref="InvalidTokenException">No scope, an unknown scope, no name or too long a one was given.</exception>
    /// <exception cref="InvalidOperationException">There is no such user.</exception>
    public Task<string> IssueTokenAsync(
        Guid userId, string name, IReadOnlyList<string> scopes, DateTimeOffset? expiresAt, CancellationToken cancellationToken) =>
        IssueTokenAsync(userId, name, scopes, expiresAt, AuditActor.CommandLine, cancellationToken);

    /// <inheritdoc cref="IssueTokenAsync(Guid, string, IReadOnlyList{string}, DateTimeOffset?, CancellationToken)"/>
    public async Task<string> IssueTokenAsync(
        Guid userId,
        string name,
        IReadOnlyList<string> scopes,
        DateTimeOffset? expiresAt,
        AuditActor by,
        CancellationToken cancellationToken)
    {
        var (token, text) = Create(userId, name, scopes, expiresAt);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var user = await database.Users.SingleOrDefaultAsync(row => row.Id == userId, cancellationToken)
            ?? throw new InvalidOperationException("There is no such user.");
        database.ApiTokens.Add(token);
        await database.SaveChangesAsync(cancellationToken);
        await database.AppendAsync(Made(token, user, by), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return text;
    }

    /// <summary>The tokens of a user that are not revoked, the latest made first.</summary>
    public async Task<IReadOnlyList<ApiToken>> ListAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.ApiTokens.Where(token => token.UserId == userId && token.RevokedAt == null)
            .OrderByDescending(token => token.CreatedAt).ThenByDescending(token => token.Id)
            .ToListAsync(cancellationToken);
    }

    /// <inheritdoc cref="AuthenticateTokenAsync(string, string?, CancellationToken)"/>
    public Task<AuthenticatedToken?> AuthenticateTokenAsync(string text, CancellationToken cancellationToken) =>
        AuthenticateTokenAsync(text, address: null, cancellationToken);

    /// <summary>Whom a token speaks for; null when it is unknown, revoked or expired, or its user is disabled.</summary>
    public async Task<AuthenticatedToken?> AuthenticateTokenAsync(
        string text, string? address, CancellationToken cancellationToken)
    {
        if (!TokenSecret.IsWellFormed(text))
            return null;
        var hash = TokenSecret.Hash(text);
        var now = clock.GetUtcNow();
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var found = await database.ApiTokens
            .Where(token => token.TokenHash == hash && token.RevokedAt == null)
            .Where(token => token.ExpiresAt == null || token.ExpiresAt > now)
            .Join(database.Users.Where(user => user.DisabledAt == null), token => token.UserId, user => user.Id, (token, user) => new { token, user })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null)
            return null;

        var staleBefore = now - LastUsedPrecision;
        if (found.token.LastUsedAt is null || found.token.LastUsedAt <= staleBefore)
            await NoteUseAsync(database, found.token, found.user, staleBefore, now, address, cancellationToken);
        return new AuthenticatedToken(found.token.Id, found.user, found.token.Scopes);
    }

    /// <summary>Ends a token of a user for good; false when the user has no such live token.</summary>
    public Task<bool> RevokeTokenAsync(Guid userId, Guid tokenId, CancellationToken cancellationToken) =>
        RevokeTokenAsync(userId, tokenId, AuditActor.CommandLine, cancellationToken);

    /// <inheritdoc cref="RevokeTokenAsync(Guid, Guid, CancellationToken)"/>
    public async Task<bool> RevokeTokenAsync(
        Guid userId, Guid tokenId, AuditActor by, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var revoked = await database.ApiTokens
            .Where(token => token.Id == tokenId && token.UserId == userId && token.RevokedAt == null)
            .ExecuteUpdateAsync(row => row.SetProperty(token => token.RevokedAt, now), cancellationToken);
        if (revoked == 0)
            return false;
        var found = await database.ApiTokens.Where(token => token.Id == tokenId)
            .Join(database.Users, token => token.UserId, user => user.Id, (token, user) => new { Token = token.Name, user.Name })
            .SingleAsync(cancellationToken);
        await database.AppendAsync(
            new AuditRecord(by, AuditActions.TokenRevoked, "Revoked a bearer token.")
            {
                About = new(userId, found.Name),
                Detail = found.Token,
            },
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    internal static AuditRecord Made(ApiToken token, UserAccount user, AuditActor by) =>
        new(by, AuditActions.TokenMade, "Made a bearer token.")
        {
            About = new(user.Id, user.Name),
            Detail = $"{token.Name}: {string.Join(", ", token.Scopes)}",
        };

    // Of many requests at once one stores the time, and the first of a day (UTC) goes into the audit log with it.
    private static async Task NoteUseAsync(
        RecognizeDbContext database, ApiToken token, UserAccount user, DateTimeOffset staleBefore, DateTimeOffset now,
        string? address, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var noted = await database.ApiTokens
            .Where(row => row.Id == token.Id && (row.LastUsedAt == null || row.LastUsedAt <= staleBefore))
            .ExecuteUpdateAsync(row => row.SetProperty(column => column.LastUsedAt, now), cancellationToken);
        if (noted == 1 && token.LastUsedAt?.UtcDateTime.Date != now.UtcDateTime.Date)
        {
            await database.AppendAsync(
                new AuditRecord(
                    new AuditActor(user.Id, user.Name, address), AuditActions.TokenUsed, "First use of a bearer token that day.")
                {
                    About = new(user.Id, user.Name),
                    Detail = token.Name,
                },
                cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
    }

    internal (ApiToken Token, string Text) Create(
        Guid userId, string name, IReadOnlyList<string> scopes, DateTimeOffset? expiresAt)
    {
        if (string.IsNullOrWhiteSpace(name))
            throw new InvalidTokenException("A token needs a name.");
        if (name.Length > MaxNameLength)
            throw new InvalidTokenException($"A token's name must not be longer than {MaxNameLength} characters.");
        if (scopes.Count == 0)
            throw new InvalidTokenException("A token needs at least one scope.");
        if (scopes.FirstOrDefault(scope => !TokenScopes.All.Contains(scope)) is { } unknown)
            throw new InvalidTokenException($"There is no scope \"{unknown}\"; there are {string.Join(", ", TokenScopes.All)}.");

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
