using Microsoft.EntityFrameworkCore;
using Recognize.Models.Accounts;
using Recognize.Tests.Support;

namespace Recognize.Tests.Accounts;

public sealed class TokenDirectoryTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly AccountsDatabase _database = new(postgres);
    private UserAccount? _user;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        _user = (await _database.Accounts.CreateUserAsync("anna", isAdmin: false, Token)).User;
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task IssueTokenAsync_StoresOnlyAHash()
    {
        var text = await IssueAsync();

        var stored = await StoredAsync();
        Assert.Matches("^rcg_[A-Za-z0-9_-]{43}$", text);
        Assert.Equal(32, stored.TokenHash.Length);
        Assert.NotEqual(text, await IssueAsync());
    }

    [Fact]
    public async Task IssueTokenAsync_Throws_WhenTheScopeIsUnknownOrMissing()
    {
        var unknown = await Assert.ThrowsAsync<InvalidTokenException>(() => _database.Tokens.IssueTokenAsync(
            _user!.Id, "test", ["media:write"], expiresAt: null, Token));
        var missing = await Assert.ThrowsAsync<InvalidTokenException>(() => _database.Tokens.IssueTokenAsync(
            _user!.Id, "test", [], expiresAt: null, Token));

        Assert.StartsWith("There is no scope \"media:write\"; there are ", unknown.Message, StringComparison.Ordinal);
        // Nothing of the program's own words behind it.
        Assert.Equal("A token needs at least one scope.", missing.Message);
    }

    [Fact]
    public async Task AuthenticateTokenAsync_IsNull_WhenTheTokenIsUnknownOrMalformed()
    {
        var text = await IssueAsync();

        Assert.Null(await _database.Tokens.AuthenticateTokenAsync(text[..^1], Token));
        Assert.Null(await _database.Tokens.AuthenticateTokenAsync(text[..^2] + "AA", Token));
        Assert.Null(await _database.Tokens.AuthenticateTokenAsync(string.Empty, Token));
    }

    [Fact]
    public async Task AuthenticateTokenAsync_IsNull_FromTheMomentOfExpiry()
    {
        var text = await IssueAsync(_database.Clock.Now.AddHours(1));

        _database.Clock.Now = _database.Clock.Now.AddHours(1).AddSeconds(-1);
        Assert.NotNull(await _database.Tokens.AuthenticateTokenAsync(text, Token));
        _database.Clock.Now = _database.Clock.Now.AddSeconds(1);
        Assert.Null(await _database.Tokens.AuthenticateTokenAsync(text, Token));
    }

    [Fact]
    public async Task AuthenticateTokenAsync_IsNull_OnceRevoked()
    {
        var text = await IssueAsync();
        var id = (await StoredAsync()).Id;

        Assert.False(await _database.Tokens.RevokeTokenAsync(Guid.NewGuid(), id, Token));
        Assert.NotNull(await _database.Tokens.AuthenticateTokenAsync(text, Token));
        Assert.True(await _database.Tokens.RevokeTokenAsync(_user!.Id, id, Token));
        Assert.Null(await _database.Tokens.AuthenticateTokenAsync(text, Token));
        Assert.False(await _database.Tokens.RevokeTokenAsync(_user.Id, id, Token));
    }

    [Fact]
    public async Task AuthenticateTokenAsync_NotesTheUseAtMostOnceAMinute()
    {
        var text = await IssueAsync();
        var first = _database.Clock.Now;

        await _database.Tokens.AuthenticateTokenAsync(text, Token);
        _database.Clock.Now = first.AddSeconds(59);
        await _database.Tokens.AuthenticateTokenAsync(text, Token);
        var afterASecondUse = await StoredAsync();
        _database.Clock.Now = first.AddSeconds(60);
        await _database.Tokens.AuthenticateTokenAsync(text, Token);

        Assert.Equal(first, afterASecondUse.LastUsedAt);
        Assert.Equal(first.AddSeconds(60), (await StoredAsync()).LastUsedAt);
    }

    private Task<string> IssueAsync(DateTimeOffset? expiresAt = null) => _database.Tokens.IssueTokenAsync(
        _user!.Id, "test", [TokenScopes.MediaRead], expiresAt, Token);

    private async Task<ApiToken> StoredAsync()
    {
        await using var database = _database.Open();
        return await database.ApiTokens.SingleAsync(Token);
    }
}
