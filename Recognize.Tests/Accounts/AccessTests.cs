using Microsoft.EntityFrameworkCore;
using Recognize.Models.Accounts;
using Recognize.Models.Auditing;
using Recognize.Tests.Support;

namespace Recognize.Tests.Accounts;

/// <summary>Sessions, one-time links and the rights of admins, with time passing and several acting at once.</summary>
public sealed class AccessTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string Password = "a password of my own";

    private readonly AccountsDatabase _database = new(postgres);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private SessionDirectory Sessions => _database.Get<SessionDirectory>();

    private PasswordLinks Links => _database.Get<PasswordLinks>();

    private UserAdministration Users => _database.Get<UserAdministration>();

    public ValueTask InitializeAsync() => _database.InitializeAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Session_EndsWhenItIsNotUsed()
    {
        var user = await AddAsync("anna");
        var id = await OpenAsync(user);

        _database.Clock.Now += SessionDirectory.IdleFor - TimeSpan.FromHours(1);
        Assert.NotNull(await Sessions.FindUserAsync(id!.Value, Token));
        _database.Clock.Now += SessionDirectory.IdleFor - TimeSpan.FromHours(1);
        Assert.NotNull(await Sessions.FindUserAsync(id.Value, Token));
        _database.Clock.Now += SessionDirectory.IdleFor + TimeSpan.FromHours(1);

        Assert.Null(await Sessions.FindUserAsync(id.Value, Token));
        Assert.Empty(await Sessions.ListAsync(user.Id, Token));
    }

    [Fact]
    public async Task Session_EndsAfterALongTime_HoweverMuchItIsUsed()
    {
        var user = await AddAsync("anna");
        var id = await OpenAsync(user);
        var end = _database.Clock.Now + SessionDirectory.Longest;

        while (_database.Clock.Now + TimeSpan.FromDays(10) < end)
        {
            _database.Clock.Now += TimeSpan.FromDays(10);
            Assert.NotNull(await Sessions.FindUserAsync(id!.Value, Token));
        }
        _database.Clock.Now = end;

        Assert.Null(await Sessions.FindUserAsync(id!.Value, Token));
    }

    [Fact]
    public async Task Sessions_OfAUserAreBounded()
    {
        var user = await AddAsync("anna");
        var first = await OpenAsync(user);
        for (var i = 0; i < SessionDirectory.MostPerUser; i++)
        {
            _database.Clock.Now += TimeSpan.FromMinutes(1);
            await OpenAsync(user);
        }

        Assert.Equal(SessionDirectory.MostPerUser, (await Sessions.ListAsync(user.Id, Token)).Count);
        Assert.Null(await Sessions.FindUserAsync(first!.Value, Token));
    }

    [Fact]
    public async Task OpenAsync_OpensNone_WhenThePasswordWasChangedMeanwhile()
    {
        var made = await _database.Accounts.CreateUserAsync("anna", isAdmin: false, Token);
        var verified = await _database.Accounts.VerifyPasswordAsync("anna", made.OneTimePassword, Token);
        await _database.Accounts.ChangePasswordAsync(made.User.Id, made.OneTimePassword, Password, Token);

        Assert.Null(await OpenAsync(verified!));
    }

    [Fact]
    public async Task ChangePasswordAsync_LeavesNoSessionOfTheOldOne_WhenManySignInAtTheSameTime()
    {
        var made = await _database.Accounts.CreateUserAsync("anna", isAdmin: false, Token);

        var signIns = Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            var verified = await _database.Accounts.VerifyPasswordAsync("anna", made.OneTimePassword, Token);
            return verified is null ? null : await OpenAsync(verified);
        }, Token)).ToList();
        Assert.Equal(PasswordChange.Changed, await _database.Accounts.ChangePasswordAsync(
            made.User.Id, made.OneTimePassword, Password, Token));
        await Task.WhenAll(signIns);

        Assert.Empty(await Sessions.ListAsync(made.User.Id, Token));
    }

    [Fact]
    public async Task ChangePasswordAsync_KeepsTheSessionThatAsks()
    {
        var made = await _database.Accounts.CreateUserAsync("anna", isAdmin: false, Token);
        var (kept, other) = (await OpenAsync(made.User), await OpenAsync(made.User));

        await _database.Accounts.ChangePasswordAsync(made.User.Id, made.OneTimePassword, Password, kept, "192.0.2.1", Token);

        Assert.NotNull(await Sessions.FindUserAsync(kept!.Value, Token));
        Assert.Null(await Sessions.FindUserAsync(other!.Value, Token));
    }

    [Fact]
    public async Task Link_WorksOnce_WhenManyUseItAtTheSameTime()
    {
        var link = await Users.InviteAsync("anna", isAdmin: false, "test", Token);

        var users = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(
            () => Links.RedeemAsync(link.Secret, $"{Password} {i}", address: null, Token), Token)));

        var winner = Assert.Single(users, user => user is not null);
        var number = Array.IndexOf(users, winner);
        Assert.NotNull(await _database.Accounts.VerifyPasswordAsync("anna", $"{Password} {number}", Token));
    }

    [Fact]
    public async Task Link_ExpiresAndIsReplacedByANewOne()
    {
        var invited = await Users.InviteAsync("anna", isAdmin: false, "test", Token);
        _database.Clock.Now += PasswordLinks.InvitationLifetime;
        Assert.Null(await Links.RedeemAsync(invited.Secret, Password, null, Token));

        var first = await Links.MakeAsync(invited.User.Id, "test", Token);
        var second = await Links.MakeAsync(invited.User.Id, "test", Token);

        Assert.Null(await Links.RedeemAsync(first!.Secret, Password, null, Token));
        Assert.Equal("anna", (await Links.RedeemAsync(second!.Secret, Password, null, Token))?.Name);
    }

    [Fact]
    public async Task Link_IsWorthNothing_OnceThePasswordWasSetOtherwise()
    {
        var made = await _database.Accounts.CreateUserAsync("anna", isAdmin: false, Token);
        var link = await Links.MakeAsync(made.User.Id, "test", Token);

        await _database.Accounts.ChangePasswordAsync(made.User.Id, made.OneTimePassword, Password, Token);

        Assert.Null(await Links.RedeemAsync(link!.Secret, "somebody's own choice", null, Token));
    }

    [Fact]
    public async Task Link_IsStoredAsAHash()
    {
        var link = await Users.InviteAsync("anna", isAdmin: false, "test", Token);

        await using var database = _database.Open();
        var stored = await database.PasswordLinks.SingleAsync(Token);
        Assert.Equal(32, stored.SecretHash.Length);
        Assert.Equal(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(link.Secret)), stored.SecretHash);
    }

    [Fact]
    public async Task InviteAsync_LeavesNothing_WhenTheNameIsTaken()
    {
        await AddAsync("anna");

        await Assert.ThrowsAsync<InvalidUserNameException>(() => Users.InviteAsync("ANNA", isAdmin: false, "test", Token));

        await using var database = _database.Open();
        Assert.Equal(1, await database.Users.CountAsync(Token));
        Assert.Empty(await database.PasswordLinks.ToListAsync(Token));
        Assert.Single(await database.AuditEntries.ToListAsync(Token));
    }

    [Fact]
    public async Task Admins_WhoTakeEachOthersRightsAtOnce_LeaveOne()
    {
        var admins = new List<UserAccount>();
        for (var i = 0; i < 4; i++)
            admins.Add((await _database.Accounts.CreateUserAsync($"admin{i}", isAdmin: true, Token)).User);

        var outcomes = await Task.WhenAll(admins.Select((admin, i) => Task.Run(
            () => i % 2 == 0
                ? Users.SetAdminAsync(admin.Id, false, "test", Token)
                : Users.SetDisabledAsync(admin.Id, true, "test", Token), Token)));

        Assert.Single(outcomes, UserChange.LastAdmin);
        await using var database = _database.Open();
        Assert.Equal(1, await database.Users.CountAsync(user => user.IsAdmin && user.DisabledAt == null, Token));
        Assert.Equal(3, await database.AuditEntries.CountAsync(
            entry => entry.Action == AuditActions.AdminTaken || entry.Action == AuditActions.UserDisabled, Token));
    }

    private async Task<UserAccount> AddAsync(string name) =>
        (await _database.Accounts.CreateUserAsync(name, isAdmin: false, Token)).User;

    private Task<Guid?> OpenAsync(UserAccount user) =>
        Sessions.OpenAsync(user, new AuditActor(user.Id, user.Name, "192.0.2.1"), "browser", Token);
}
