using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Recognize.Models.Accounts;
using Recognize.Tests.Support;

namespace Recognize.Tests.Accounts;

public sealed class AccountDirectoryTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly AccountsDatabase _database = new(postgres);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _database.InitializeAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task EnsureFirstUserAsync_MakesAnAdminWhoCanSignInAndHoldsAToken()
    {
        var start = await _database.Accounts.EnsureFirstUserAsync("Anna", Token);

        Assert.NotNull(start);
        Assert.True(start.User.IsAdmin);
        Assert.True(start.User.MustChangePassword);
        Assert.NotNull(await _database.Accounts.VerifyPasswordAsync("anna", start.OneTimePassword, Token));
        var token = await _database.Tokens.AuthenticateTokenAsync(start.Token, Token);
        Assert.Equal(start.User.Id, token?.User.Id);
        Assert.Equal(TokenScopes.All, token?.Scopes);
    }

    [Fact]
    public async Task EnsureFirstUserAsync_DoesNothing_WhenThereIsAUser()
    {
        await _database.Accounts.CreateUserAsync("berta", isAdmin: false, Token);

        var start = await _database.Accounts.EnsureFirstUserAsync("anna", Token);

        Assert.Null(start);
        Assert.Null(await _database.Accounts.FindAsync("anna", Token));
    }

    [Fact]
    public async Task EnsureFirstUserAsync_MakesOneUser_WhenManyStartAtOnce()
    {
        var starts = await Task.WhenAll(Enumerable.Range(0, 6).Select(number =>
            _database.Accounts.EnsureFirstUserAsync($"user{number}", Token)));

        await using var database = _database.Open();
        Assert.Single(starts, start => start is not null);
        Assert.Equal(1, await database.Users.CountAsync(Token));
    }

    [Fact]
    public async Task CreateUserAsync_Refuses_WhenTheNameDiffersInCaseOnly()
    {
        await _database.Accounts.CreateUserAsync("Žofie", isAdmin: false, Token);

        var refusal = await Assert.ThrowsAsync<InvalidUserNameException>(
            () => _database.Accounts.CreateUserAsync("žOFIE", isAdmin: false, Token));

        Assert.Contains("already", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task VerifyPasswordAsync_IsNull_WhenNameOrPasswordIsWrong()
    {
        var made = await _database.Accounts.CreateUserAsync("anna", isAdmin: false, Token);

        Assert.Null(await _database.Accounts.VerifyPasswordAsync("anna", made.OneTimePassword + "x", Token));
        Assert.Null(await _database.Accounts.VerifyPasswordAsync("nobody", made.OneTimePassword, Token));
        Assert.Null(await _database.Accounts.VerifyPasswordAsync("nobody", "correct-horse", Token));
    }

    [Fact]
    public async Task VerifyPasswordAsync_HashesAnew_WhenTheStoredHashIsWeaker()
    {
        var weak = new PasswordHasher<UserAccount>(Options.Create(new PasswordHasherOptions { IterationCount = 1000 }));
        var made = await _database.With(weak).CreateUserAsync("anna", isAdmin: false, Token);

        var verified = await _database.Accounts.VerifyPasswordAsync("anna", made.OneTimePassword, Token);

        var stored = await _database.Accounts.FindAsync("anna", Token);
        Assert.NotNull(verified);
        Assert.NotEqual(made.User.PasswordHash, stored!.PasswordHash);
        Assert.Equal(verified.PasswordHash, stored.PasswordHash);
        Assert.True(stored.MustChangePassword);
        Assert.NotNull(await _database.Accounts.VerifyPasswordAsync("anna", made.OneTimePassword, Token));
    }

    [Fact]
    public async Task ChangePasswordAsync_ReplacesThePassword_WhenTheOldOneIsKnown()
    {
        var made = await _database.Accounts.CreateUserAsync("anna", isAdmin: false, Token);

        var outcome = await _database.Accounts.ChangePasswordAsync(
            made.User.Id, made.OneTimePassword, "long enough", Token);

        var user = await _database.Accounts.VerifyPasswordAsync("anna", "long enough", Token);
        Assert.Equal(PasswordChange.Changed, outcome);
        Assert.False(user?.MustChangePassword);
        Assert.Null(await _database.Accounts.VerifyPasswordAsync("anna", made.OneTimePassword, Token));
    }

    [Fact]
    public async Task ChangePasswordAsync_LeavesThePassword_WhenTheOldIsWrongOrTheNewTooShort()
    {
        var made = await _database.Accounts.CreateUserAsync("anna", isAdmin: false, Token);

        var wrong = await _database.Accounts.ChangePasswordAsync(made.User.Id, "wrong", "long enough", Token);
        var tooShort = await _database.Accounts.ChangePasswordAsync(made.User.Id, made.OneTimePassword, "short", Token);

        Assert.Equal(PasswordChange.WrongPassword, wrong);
        Assert.Equal(PasswordChange.Unacceptable, tooShort);
        Assert.NotNull(await _database.Accounts.VerifyPasswordAsync("anna", made.OneTimePassword, Token));
    }

    [Fact]
    public async Task ResetPasswordAsync_GivesANewOneTimePassword()
    {
        var made = await _database.Accounts.CreateUserAsync("anna", isAdmin: false, Token);
        await _database.Accounts.ChangePasswordAsync(made.User.Id, made.OneTimePassword, "long enough", Token);

        var reset = await _database.Accounts.ResetPasswordAsync("ANNA", Token);

        var user = await _database.Accounts.VerifyPasswordAsync("anna", reset!.OneTimePassword, Token);
        Assert.True(user?.MustChangePassword);
        Assert.Null(await _database.Accounts.VerifyPasswordAsync("anna", "long enough", Token));
        Assert.Null(await _database.Accounts.ResetPasswordAsync("nobody", Token));
    }
}
