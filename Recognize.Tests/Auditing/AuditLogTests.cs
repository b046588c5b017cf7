using Microsoft.EntityFrameworkCore;
using Npgsql;
using Recognize.Models.Accounts;
using Recognize.Models.Auditing;
using Recognize.Models.Jobs;
using Recognize.Tests.Accounts;
using Recognize.Tests.Support;

namespace Recognize.Tests.Auditing;

public sealed class AuditLogTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly AccountsDatabase _database = new(postgres);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private NpgsqlDataSource Source => _database.Get<NpgsqlDataSource>();

    public ValueTask InitializeAsync() => _database.InitializeAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task AppendAsync_StoresWhoDidWhatToWhom_AtTheServersTime()
    {
        var (actor, about) = (Guid.NewGuid(), Guid.NewGuid());

        await Source.AppendAsync(
            new AuditRecord(new AuditActor(actor, "anna", "192.0.2.7"), AuditActions.TokenMade, "Made a bearer token.")
            {
                About = new AuditSubject(about, "ben"),
                Detail = "phone",
            },
            Token);

        var entry = Assert.Single(await EntriesAsync());
        Assert.Equal((actor, "anna", "192.0.2.7"), (entry.ActorId, entry.ActorName, entry.Address));
        Assert.Equal((about, "ben"), (entry.AboutId, entry.AboutName));
        Assert.Equal((AuditActions.TokenMade, "Made a bearer token.", "phone"), (entry.Action, entry.Summary, entry.Detail));
        Assert.InRange(entry.At, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5));
    }

    [Fact]
    public async Task AppendAsync_LeavesNothing_WhenTheActIsRolledBack()
    {
        await using (var context = _database.Open())
        {
            await using var transaction = await context.Database.BeginTransactionAsync(Token);
            await context.AppendAsync(new AuditRecord("test", AuditActions.Erased, "Erased."), Token);
            Assert.Equal(1, await context.AuditEntries.CountAsync(Token));
        }

        Assert.Empty(await EntriesAsync());
    }

    [Theory]
    [InlineData("UPDATE audit_entries SET summary = 'other'")]
    [InlineData("UPDATE audit_entries SET actor_name = 'somebody else'")]
    [InlineData("UPDATE audit_entries SET actor_name = 'erased user 0123abcd', actor_id = gen_random_uuid()")]
    [InlineData("UPDATE audit_entries SET at = now() - interval '3 years'")]
    [InlineData("UPDATE audit_entries SET address = '203.0.113.1'")]
    [InlineData("UPDATE audit_entries SET detail = 'other'")]
    [InlineData("DELETE FROM audit_entries")]
    [InlineData("TRUNCATE audit_entries")]
    public async Task Entries_AreNeitherChangedNorRemoved(string sql)
    {
        await Source.AppendAsync(new AuditRecord(new AuditActor(Guid.NewGuid(), "anna", "::1"), "a.b", "Did.") { Detail = "d" }, Token);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(sql));

        Assert.Equal(PostgresErrorCodes.IntegrityConstraintViolation, refused.SqlState);
        Assert.Equal("Did.", Assert.Single(await EntriesAsync()).Summary);
    }

    [Fact]
    public async Task Entries_GetTheServersTime_WhateverAProgramSays()
    {
        await ExecuteAsync(
            "INSERT INTO audit_entries (id, at, actor_name, action, summary) VALUES (gen_random_uuid(), '2001-01-01', 'x', 'a.b', 'Did.')");

        Assert.True(Assert.Single(await EntriesAsync()).At > DateTimeOffset.UtcNow.AddHours(-1));
    }

    [Fact]
    public async Task ExpireAsync_RemovesWhatWasKeptLongEnough_AndNothingYounger()
    {
        await Source.AppendAsync(new AuditRecord("young", "a.b", "Did."), Token);
        await ExecuteAsync(
            """
            ALTER TABLE audit_entries DISABLE TRIGGER audit_entries_keep;
            INSERT INTO audit_entries (id, at, actor_name, action, summary) VALUES
                (gen_random_uuid(), now() - interval '732 days', 'old', 'a.b', 'Did.'),
                (gen_random_uuid(), now() - interval '729 days', 'nearly', 'a.b', 'Did.');
            ALTER TABLE audit_entries ENABLE TRIGGER audit_entries_keep;
            """);

        Assert.Equal(1, await Source.ExpireAsync(Token));

        Assert.Equal(["nearly", "young"], (await EntriesAsync()).Select(entry => entry.ActorName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task PseudonymiseAsync_LeavesNoTraceOfTheName_ButTheEntries()
    {
        var (anna, ben) = (Guid.NewGuid(), Guid.NewGuid());
        await AppendAsync(new AuditActor(anna, "anna", "192.0.2.1"), null);
        await AppendAsync(new AuditActor(ben, "ben", "192.0.2.2"), new(anna, "anna"));
        await AppendAsync(new AuditActor(null, "nobody", "192.0.2.3"), new(anna, "anna"));
        await AppendAsync(new AuditActor(ben, "ben", "192.0.2.4"), new(ben, "ben"));

        await using var connection = await Source.OpenConnectionAsync(Token);
        var pseudonym = await connection.PseudonymiseAsync(anna, Token);

        var entries = await EntriesAsync();
        Assert.Equal(4, entries.Count);
        Assert.DoesNotContain(entries, entry => entry.ActorName == "anna" || entry.AboutName == "anna" || entry.ActorId == anna || entry.AboutId == anna);
        Assert.Equal(3, entries.Count(entry => entry.ActorName == pseudonym || entry.AboutName == pseudonym));
        Assert.All(entries.Where(entry => entry.ActorName == pseudonym || entry.AboutName == pseudonym), entry =>
            Assert.Null(entry.Detail ?? entry.Address));
        var untouched = Assert.Single(entries, entry => entry.AboutName == "ben");
        Assert.Equal(("192.0.2.4", "particulars"), (untouched.Address, untouched.Detail));

        Task AppendAsync(AuditActor actor, AuditSubject? about) => Source.AppendAsync(
            new AuditRecord(actor, "a.b", "Did.") { About = about, Detail = "particulars" }, Token);
    }

    [Fact]
    public async Task AppendRarelyAsync_AppendsOnceForAUserAndAddress_AndNoMoreThanAllowedAnHour()
    {
        var anna = new AuditSubject(Guid.NewGuid(), "anna");

        Assert.True(await TryAsync("192.0.2.1", anna));
        Assert.False(await TryAsync("192.0.2.1", anna));
        Assert.True(await TryAsync("192.0.2.1", null));
        Assert.True(await TryAsync("192.0.2.2", anna));
        Assert.False(await TryAsync("192.0.2.3", anna));
        Assert.Equal(3, (await EntriesAsync()).Count);

        Task<bool> TryAsync(string address, AuditSubject? about) => Source.AppendRarelyAsync(
            new AuditRecord(new AuditActor(null, "nobody", address), AuditActions.SessionRefused, "Refused.") { About = about },
            TimeSpan.FromMinutes(10), mostAnHour: 3, Token);
    }

    [Fact]
    public async Task AdminActs_LeaveEntriesWithTheirEffect()
    {
        await new WorkLimitsStore(Source).ChangeAsync(limits => limits with { Cores = 2 }, "anna", Token);
        await new WorkPauses(Source).PauseAsync("scan", null, "anna", Token);
        await new WorkPauses(Source).PauseAsync("scan", null, "anna", Token);
        await new WorkPauses(Source).ResumeAsync("scan", null, "ben", Token);
        await Assert.ThrowsAsync<FormatException>(
            () => new WorkLimitsStore(Source).ChangeAsync(limits => limits with { Threads = 0 }, "eve", Token));

        var entries = await EntriesAsync();
        Assert.Equal(
            [
                (AuditActions.LimitsChanged, "anna", """{"cores":2}"""), (AuditActions.WorkPaused, "anna", "scan of everybody"),
                (AuditActions.WorkResumed, "ben", "scan of everybody"),
            ],
            entries.Select(entry => (entry.Action, entry.ActorName, entry.Detail!.Replace(",\"quietHours\":[]", "", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task AccountActs_LeaveEntriesOfTheirUser()
    {
        var made = await _database.Accounts.CreateUserAsync("anna", isAdmin: false, Token);
        await _database.Accounts.ChangePasswordAsync(made.User.Id, made.OneTimePassword, "my own password", Token);
        await _database.Accounts.ResetPasswordAsync("anna", Token);
        await _database.Consents.RecordAsync(made.User.Id, given: true, "anna at the terminal", Token);
        await _database.Consents.RecordAsync(made.User.Id, given: false, "anna at the terminal", Token);
        var text = await _database.Tokens.IssueTokenAsync(made.User.Id, "phone", [TokenScopes.TagsRead], null, Token);
        _database.Clock.Now = _database.Clock.Now.Date.AddDays(1).AddHours(9);
        await _database.Tokens.AuthenticateTokenAsync(text, "192.0.2.1", Token);
        _database.Clock.Now = _database.Clock.Now.AddHours(3);
        await _database.Tokens.AuthenticateTokenAsync(text, "192.0.2.1", Token);
        _database.Clock.Now = _database.Clock.Now.AddDays(1);
        await _database.Tokens.AuthenticateTokenAsync(text, "192.0.2.1", Token);
        var token = Assert.Single(await _database.Tokens.ListAsync(made.User.Id, Token));
        await _database.Tokens.RevokeTokenAsync(made.User.Id, token.Id, Token);

        var entries = await EntriesAsync();
        Assert.All(entries, entry => Assert.Equal((made.User.Id, "anna"), (entry.AboutId, entry.AboutName)));
        Assert.Equal(
            [
                AuditActions.UserMade, AuditActions.PasswordChanged, AuditActions.PasswordReset, AuditActions.ConsentGiven,
                AuditActions.ConsentWithdrawn, AuditActions.TokenMade, AuditActions.TokenUsed, AuditActions.TokenUsed,
                AuditActions.TokenRevoked,
            ],
            entries.Select(entry => entry.Action));
        Assert.DoesNotContain(entries, entry => entry.Detail?.Contains(text, StringComparison.Ordinal) == true);
    }

    private async Task<List<AuditEntry>> EntriesAsync()
    {
        await using var context = _database.Open();
        return await context.AuditEntries.OrderBy(entry => entry.At).ToListAsync(Token);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }
}
