using Recognize.Models.Accounts;
using Recognize.Models.People.Acts;
using Recognize.Models.People.Reclustering;
using Recognize.Tests.Faces.Grouping;
using Recognize.Tests.People;
using Recognize.Tests.Support;
using Recognize.Worker.Grouping;

namespace Recognize.Tests.Grouping;

/// <summary>An owner says no after a grouping or a recluster has asked whether it may begin.</summary>
public sealed class WithdrawnGroupingTests(PostgresFixture postgres) : IAsyncLifetime
{
    private TestInstallation _installation = null!;
    private ReclusterLibrary _library = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _installation = await TestInstallation.CreateAsync(postgres);
        _library = await ReclusterLibrary.CreateAsync(_installation);
    }

    public ValueTask DisposeAsync() => _installation.DisposeAsync();

    [Fact]
    public async Task Grouping_StoresNothing()
    {
        await _library.AddPersonAsync("Anna", look: 0, count: 2);
        await _library.People.AddPhotoAsync(_library.Vector(0));
        await _library.People.AddPhotoAsync(_library.Vector(0));
        var before = await FacesAsync();
        await WithdrawAsync();

        var done = await _installation.Get<FaceGrouping>().GroupAsync(
            _library.People.Owner, PeopleLibrary.Pack, SyntheticFaces.Limits, Token);

        Assert.Equal(new FaceGroupingSummary(0, 0, 0), done);
        Assert.Equal(before, await FacesAsync());
    }

    [Fact]
    public async Task Grouping_StoresNothing_WhenTheNoCameWhileItComputed()
    {
        await _library.People.AddPhotoAsync(_library.Vector(0));
        await _library.People.AddPhotoAsync(_library.Vector(0));
        var before = await FacesAsync();
        await using var blocker = await _installation.Database.OpenConnectionAsync(Token);
        await using var transaction = await blocker.BeginTransactionAsync(Token);
        await Models.People.OwnerLock.TakeAsync(blocker, _library.People.Owner, Token);

        var grouping = _installation.Get<FaceGrouping>().GroupAsync(
            _library.People.Owner, PeopleLibrary.Pack, SyntheticFaces.Limits, Token);
        await blocker.UntilBlockedAsync(1, Token);
        await WithdrawAsync();
        await transaction.RollbackAsync(Token);
        await grouping;

        Assert.Equal(before, await FacesAsync());
        Assert.Equal(0, await _installation.ScalarAsync<int>("SELECT count(*) FROM people"));
    }

    [Fact]
    public async Task Recluster_InWork_StoresNoPreview_AndEndsAsGivenUp()
    {
        await _library.AddFacesAsync(look: 0, count: 3);
        var claimed = (await _library.Leases.ClaimAsync((await _library.RequestAsync()).Id, Token))!;
        await WithdrawAsync();

        var isReady = await _library.RunAsync(claimed);

        Assert.False(isReady);
        Assert.Equal(ReclusterState.Cancelled, (await _library.FindAsync(claimed)).State);
        Assert.Equal(0, await _installation.ScalarAsync<int>("SELECT count(*) FROM recluster_moves"));
    }

    [Fact]
    public async Task Recluster_ThatIsReadyOrWaits_IsThrownAway()
    {
        await _library.AddFacesAsync(look: 0, count: 3);
        var ready = await _library.PreviewAsync();
        var requested = await _library.RequestAsync();

        await WithdrawAsync();

        Assert.Equal(ReclusterState.Cancelled, (await _library.FindAsync(ready)).State);
        Assert.Equal(ReclusterState.Cancelled, (await _library.FindAsync(requested)).State);
        await Assert.ThrowsAsync<ActRefusedException>(() => _library.ApplyAsync(ready));
        Assert.Null(await _library.Leases.ClaimAsync(null, Token));
    }

    private Task<FaceConsentStatus> WithdrawAsync() =>
        _installation.Get<FaceConsentLedger>().RecordAsync(_library.People.Owner, given: false, "anna in a test", Token);

    private Task<string> FacesAsync() =>
        _installation.ScalarAsync<string>("SELECT string_agg(f::text, E'\n' ORDER BY id) FROM faces f");
}
