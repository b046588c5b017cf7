using Microsoft.EntityFrameworkCore;
using Npgsql;
using Recognize.Models.Accounts;
using Recognize.Models.Auditing;
using Recognize.Models.Persistence;
using Recognize.Tests.Support;

namespace Recognize.Tests.Accounts;

public sealed class FaceApprovalTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly AuditActor Admin = new(null, "root");

    private readonly AccountsDatabase _database = new(postgres);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private FaceApproval Approval => _database.Get<FaceApproval>();

    private FaceConsentLedger Consents => _database.Consents;

    public ValueTask InitializeAsync() => _database.InitializeAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Users_DecideForThemselves_InANewInstallation()
    {
        var user = await AddUserAsync("anna");

        Assert.False(await Approval.IsRequiredAsync(Token));
        Assert.Equal(FaceConsentState.Given, (await AgreeAsync(user)).State);
        Assert.Equal(FaceApprovalOutcome.NotRequired, await DecideAsync(user, FaceApprovalDecision.Withdraw));
        Assert.Equal(FaceApprovalOutcome.NotFound, await DecideAsync(Guid.NewGuid(), FaceApprovalDecision.Approve));
    }

    [Fact]
    public async Task AYes_WaitsForAnAdmin_AndBeginsWithTheApproval()
    {
        var user = await AddUserAsync("anna");
        await Approval.RequireAsync(ExistingConsents.Ask, Admin, Token);

        var asked = await AgreeAsync(user);
        var twice = await AgreeAsync(user);
        var whileWaiting = await Consents.IsGivenAsync(user, Token);
        var listed = await Approval.ListAsync(Token);
        var approved = await DecideAsync(user, FaceApprovalDecision.Approve);

        Assert.Equal(FaceConsentState.WaitsForApproval, asked.State);
        Assert.Equal(asked.Latest!.Id, twice.Latest!.Id);
        Assert.False(whileWaiting);
        Assert.Equal("anna", Assert.Single(listed).UserName);
        Assert.Equal(FaceApprovalOutcome.Decided, approved);
        Assert.True(await Consents.IsGivenAsync(user, Token));
        Assert.Equal(FaceConsentState.Given, (await AgreeAsync(user)).State);
        Assert.Equal(FaceApprovalOutcome.NothingToDecide, await DecideAsync(user, FaceApprovalDecision.Approve));
        Assert.Equal(
            [AuditActions.ApprovalRequired, AuditActions.ConsentRequested, AuditActions.ApprovalGiven, AuditActions.ConsentGiven],
            await ActionsAsync());
    }

    [Fact]
    public async Task ARefusal_TellsItsReason_AndTheUserMayAskAgain()
    {
        var user = await AddUserAsync("anna");
        await Approval.RequireAsync(ExistingConsents.Ask, Admin, Token);
        await AgreeAsync(user);

        var refused = await DecideAsync(user, FaceApprovalDecision.Refuse, " not in this house ");
        var status = await Consents.StatusAsync(user, Token);
        var again = await AgreeAsync(user);

        Assert.Equal(FaceApprovalOutcome.Decided, refused);
        Assert.Equal((FaceConsentState.Refused, "not in this house"), (status.State, status.Latest!.Reason));
        Assert.Contains("not in this house", status.Sentence, StringComparison.Ordinal);
        Assert.Equal(FaceConsentState.WaitsForApproval, again.State);
    }

    [Fact]
    public async Task AWithdrawal_StopsAtOnce_AndMayBeThoughtBetterOf()
    {
        var user = await AddUserAsync("anna");
        await AgreeAsync(user);
        await Approval.RequireAsync(ExistingConsents.Keep, Admin, Token);
        Assert.True(await Consents.IsGivenAsync(user, Token));

        await DecideAsync(user, FaceApprovalDecision.Withdraw, "too slow");
        var withdrawn = await Consents.StatusAsync(user, Token);
        await DecideAsync(user, FaceApprovalDecision.Approve);

        Assert.Equal(FaceConsentState.ApprovalWithdrawn, withdrawn.State);
        Assert.Contains("stays", withdrawn.Sentence, StringComparison.Ordinal);
        Assert.True(await Consents.IsGivenAsync(user, Token));
        // The user's own no is above every approval.
        await Consents.RecordAsync(user, given: false, "anna", Token);
        Assert.Equal(FaceApprovalOutcome.NothingToDecide, await DecideAsync(user, FaceApprovalDecision.Approve));
    }

    [Theory]
    [InlineData(ExistingConsents.Ask, FaceConsentState.WaitsForApproval)]
    [InlineData(ExistingConsents.Keep, FaceConsentState.Given)]
    public async Task Require_DoesAsIsSaid_WithWhoAgreedBefore(ExistingConsents existing, FaceConsentState expected)
    {
        var (agreed, declined, admin) = (await AddUserAsync("anna"), await AddUserAsync("berta"), await AddUserAsync("root", true));
        await AgreeAsync(agreed);
        await AgreeAsync(admin);
        await Consents.RecordAsync(declined, given: false, "berta", Token);

        var concerned = await Approval.RequireAsync(existing, Admin, Token);
        var again = await Approval.RequireAsync(ExistingConsents.Ask, Admin, Token);

        Assert.Equal((2, 0), (concerned, again));
        Assert.Equal(
            [expected, expected, FaceConsentState.Declined],
            [await StateAsync(agreed), await StateAsync(admin), await StateAsync(declined)]);
    }

    [Fact]
    public async Task Drop_LetsThoseBeginWhoWait_AndNobodyWhoWasRefused()
    {
        var (waits, refused) = (await AddUserAsync("anna"), await AddUserAsync("berta"));
        await Approval.RequireAsync(ExistingConsents.Ask, Admin, Token);
        await AgreeAsync(waits);
        await AgreeAsync(refused);
        await DecideAsync(refused, FaceApprovalDecision.Refuse);

        var concerned = await Approval.DropAsync(Admin, Token);

        Assert.Equal(1, concerned);
        Assert.Equal([FaceConsentState.Given, FaceConsentState.Refused], [await StateAsync(waits), await StateAsync(refused)]);
        Assert.Equal(FaceConsentState.Given, (await AgreeAsync(refused)).State);
    }

    [Fact]
    public async Task Require_CatchesTheYes_ThatIsGivenAtTheSameMoment()
    {
        var user = await AddUserAsync("anna");
        await using var blocker = await _database.Get<NpgsqlDataSource>().OpenConnectionAsync(Token);
        await using var transaction = await blocker.BeginTransactionAsync(Token);
        await blocker.ExecuteAsync("SELECT 1 FROM users WHERE id = $1 FOR UPDATE", Token, user);

        // The yes is under way, and has read that users decide for themselves, when the rule changes.
        var agreeing = AgreeAsync(user);
        await blocker.UntilBlockedAsync(1, Token);
        var requiring = Approval.RequireAsync(ExistingConsents.Ask, Admin, Token);
        await blocker.UntilBlockedAsync(2, Token);
        await transaction.RollbackAsync(Token);
        await agreeing;

        Assert.Equal(1, await requiring);
        Assert.Equal(FaceConsentState.WaitsForApproval, await StateAsync(user));
    }

    [Fact]
    public async Task Approve_IsRefused_WhenTheTextHasChangedSince()
    {
        var user = await AddUserAsync("anna");
        await Approval.RequireAsync(ExistingConsents.Ask, Admin, Token);
        await AgreeAsync(user);
        var databases = _database.Get<IDbContextFactory<RecognizeDbContext>>();
        var text = new FaceConsentText("9999", "It asks for more.");

        var outcome = await new FaceApproval(databases, text, _database.Clock)
            .DecideAsync(user, FaceApprovalDecision.Approve, null, Admin, Token);
        await new FaceConsentLedger(databases, text, _database.Clock).PauseOutdatedAsync(Token);

        Assert.Equal(FaceApprovalOutcome.NothingToDecide, outcome);
        Assert.Equal(FaceConsentState.TextChanged, await StateAsync(user));
    }

    [Fact]
    public async Task TheDatabase_RefusesAYes_ThatNobodyGave()
    {
        var user = await AddUserAsync("anna");
        await using var connection = await _database.Get<NpgsqlDataSource>().OpenConnectionAsync(Token);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => connection.ExecuteAsync(
            """
            INSERT INTO face_consents (id, user_id, kind, given, text_version, answered_by, answered_at)
            VALUES (gen_random_uuid(), $1, 1, true, '1', 'anna', now())
            """,
            Token, user));

        Assert.Equal("face_consents_given", refused.ConstraintName);
    }

    private async Task<Guid> AddUserAsync(string name, bool isAdmin = false) =>
        (await _database.Accounts.CreateUserAsync(name, isAdmin, Token)).User.Id;

    private Task<FaceConsentStatus> AgreeAsync(Guid user) => Consents.RecordAsync(user, given: true, "in a test", Token);

    private Task<FaceApprovalOutcome> DecideAsync(Guid user, FaceApprovalDecision decision, string? reason = null) =>
        Approval.DecideAsync(user, decision, reason, Admin, Token);

    private async Task<FaceConsentState> StateAsync(Guid user) => (await Consents.StatusAsync(user, Token)).State;

    private async Task<List<string>> ActionsAsync()
    {
        await using var database = _database.Open();
        return await database.AuditEntries
            .Where(entry => entry.Action.StartsWith("consent.") || entry.Action.StartsWith("approval."))
            .OrderBy(entry => entry.At).Select(entry => entry.Action).ToListAsync(Token);
    }
}
