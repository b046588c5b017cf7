using Microsoft.EntityFrameworkCore;
using Recognize.Models.Accounts;
using Recognize.Models.Library;
using Recognize.Models.Media;
using Recognize.Models.Persistence;
using Recognize.Tests.Support;

namespace Recognize.Tests.Accounts;

public sealed class FaceConsentLedgerTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly AccountsDatabase _database = new(postgres);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _database.InitializeAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task IsGivenAsync_IsTheLatestAnswer_AndNoWithoutAny()
    {
        var user = await AddUserAsync("anna");

        Assert.False(await _database.Consents.IsGivenAsync(user, Token));
        await _database.Consents.RecordAsync(user, given: true, "anna at the terminal", Token);
        Assert.True(await _database.Consents.IsGivenAsync(user, Token));
        await _database.Consents.RecordAsync(user, given: false, "anna at the terminal", Token);
        Assert.False(await _database.Consents.IsGivenAsync(user, Token));
    }

    [Fact]
    public async Task RecordAsync_CountsAsLatest_WhenTheClockWasSetBack()
    {
        var user = await AddUserAsync("anna");
        await _database.Consents.RecordAsync(user, given: true, "anna", Token);
        _database.Clock.Now = _database.Clock.Now.AddDays(-1);

        await _database.Consents.RecordAsync(user, given: false, "anna", Token);

        Assert.False(await _database.Consents.IsGivenAsync(user, Token));
    }

    [Fact]
    public async Task RecordAsync_StoresWhatWasShownAndWhoAnswered()
    {
        var user = await AddUserAsync("anna");

        await _database.Consents.RecordAsync(user, given: true, "anna at the terminal", Token);

        await using var database = _database.Open();
        var stored = await database.FaceConsents.SingleAsync(Token);
        Assert.Equal(FaceConsentText.Current.Version, stored.TextVersion);
        Assert.Equal("anna at the terminal", stored.AnsweredBy);
        Assert.Equal(_database.Clock.Now, stored.AnsweredAt);
    }

    [Fact]
    public async Task RecordAsync_Throws_WhenThereIsNoSuchUser()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => _database.Consents.RecordAsync(Guid.NewGuid(), given: true, "nobody", Token));
    }

    [Fact]
    public async Task RecordAsync_MakesWithheldFaceWorkDue_WhenGiven()
    {
        var user = await AddUserAsync("anna");
        var withheld = await AddWorkAsync(user, AnalysisTask.Faces, AnalysisState.Withheld);
        var waiting = await AddWorkAsync(user, AnalysisTask.Faces, AnalysisState.Waiting);

        await _database.Consents.RecordAsync(user, given: true, "anna", Token);

        Assert.Equal(AnalysisState.Due, (await WorkAsync(withheld)).State);
        Assert.Equal(AnalysisState.Waiting, (await WorkAsync(waiting)).State);
    }

    [Theory]
    [InlineData(AnalysisState.Due)]
    [InlineData(AnalysisState.Running)]
    [InlineData(AnalysisState.Done)]
    [InlineData(AnalysisState.Failed)]
    [InlineData(AnalysisState.Waiting)]
    public async Task RecordAsync_WithholdsFaceWork_WhenWithdrawn(AnalysisState before)
    {
        var user = await AddUserAsync("anna");
        var faces = await AddWorkAsync(user, AnalysisTask.Faces, before);

        await _database.Consents.RecordAsync(user, given: false, "anna", Token);

        var row = await WorkAsync(faces);
        Assert.Equal(AnalysisState.Withheld, row.State);
        Assert.Null(row.LeaseOwner);
        Assert.Null(row.LeaseUntil);
    }

    [Fact]
    public async Task RecordAsync_TouchesNothingElse_WhenWithdrawn()
    {
        var user = await AddUserAsync("anna");
        var other = await AddUserAsync("berta");
        var objects = await AddWorkAsync(user, AnalysisTask.Objects, AnalysisState.Due);
        var quarantined = await AddWorkAsync(user, AnalysisTask.Faces, AnalysisState.Quarantined);
        var others = await AddWorkAsync(other, AnalysisTask.Faces, AnalysisState.Due);

        await _database.Consents.RecordAsync(user, given: false, "anna", Token);

        Assert.Equal(AnalysisState.Due, (await WorkAsync(objects)).State);
        Assert.Equal(AnalysisState.Quarantined, (await WorkAsync(quarantined)).State);
        Assert.Equal(AnalysisState.Due, (await WorkAsync(others)).State);
    }

    [Fact]
    public async Task PauseOutdated_StopsWhoAgreedToATextThatAskedForLess_UntilTheyAnswerAnew()
    {
        var (agreed, declined, covered) = (await AddUserAsync("anna"), await AddUserAsync("berta"), await AddUserAsync("clara"));
        var before = With("1");
        await before.RecordAsync(agreed, given: true, "anna", Token);
        await before.RecordAsync(declined, given: false, "berta", Token);
        await With("2").RecordAsync(covered, given: true, "clara", Token);
        var work = await AddWorkAsync(agreed, AnalysisTask.Faces, AnalysisState.Done);
        var after = With("3", "2");

        var paused = await after.PauseOutdatedAsync(Token);
        var again = await after.PauseOutdatedAsync(Token);

        Assert.Equal((1, 0), (paused, again));
        Assert.Equal(
            [FaceConsentState.TextChanged, FaceConsentState.Declined, FaceConsentState.Given],
            [await StateAsync(agreed), await StateAsync(declined), await StateAsync(covered)]);
        Assert.Equal(AnalysisState.Withheld, (await WorkAsync(work)).State);
        await after.RecordAsync(agreed, given: true, "anna", Token);
        Assert.Equal(FaceConsentState.Given, await StateAsync(agreed));
        Assert.Equal(AnalysisState.Due, (await WorkAsync(work)).State);
        Assert.Equal(0, await after.PauseOutdatedAsync(Token));
    }

    [Fact]
    public async Task Text_SaysWhatIsStoredWhereAndHowToEraseIt_AndCoversTheOneBefore()
    {
        var text = FaceConsentText.Current.Text;

        Assert.All(
            ["fingerprint", "database of this machine", "encrypted", "erase faces", "switch it off", "never inferred"],
            words => Assert.Contains(words, text.ReplaceLineEndings(" "), StringComparison.Ordinal));
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, 88));
        Assert.True(FaceConsentText.Current.IsAgreedBy("2026-11"));
        Assert.False(FaceConsentText.Current.IsAgreedBy("2025"));
    }

    private FaceConsentLedger With(string version, params string[] alsoAgreed) => new(
        _database.Get<IDbContextFactory<RecognizeDbContext>>(), new FaceConsentText(version, "") { AlsoAgreed = alsoAgreed },
        _database.Clock);

    private async Task<FaceConsentState> StateAsync(Guid user) => (await _database.Consents.StatusAsync(user, Token)).State;

    private async Task<Guid> AddUserAsync(string name) =>
        (await _database.Accounts.CreateUserAsync(name, isAdmin: false, Token)).User.Id;

    private async Task<Guid> AddWorkAsync(Guid owner, AnalysisTask task, AnalysisState state)
    {
        var library = new MediaLibrary { OwnerId = owner, RootPath = $"/{Guid.NewGuid():N}" };
        var item = new MediaItem
        {
            LibraryId = library.Id,
            OwnerId = owner,
            RelativePath = "a.jpg",
            Kind = MediaKind.Photo,
            MimeType = "image/jpeg",
            SizeBytes = 1,
            ModifiedTicks = 1,
            SortAt = _database.Clock.Now,
        };
        await using var database = _database.Open();
        database.AddRange(library, item, new AnalysisEntry
        {
            MediaId = item.Id,
            Task = task,
            State = state,
            LeaseOwner = state == AnalysisState.Running ? Guid.NewGuid() : null,
            LeaseUntil = state == AnalysisState.Running ? _database.Clock.Now : null,
        });
        await database.SaveChangesAsync(Token);
        return item.Id;
    }

    private async Task<AnalysisEntry> WorkAsync(Guid mediaId)
    {
        await using var database = _database.Open();
        return await database.Analysis.SingleAsync(entry => entry.MediaId == mediaId, Token);
    }
}
