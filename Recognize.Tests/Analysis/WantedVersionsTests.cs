using Microsoft.Extensions.Logging.Abstractions;
using Recognize.Models;
using Recognize.Models.Inference;
using Recognize.Models.Landmarks;
using Recognize.Models.Library;
using Recognize.Models.Packs;
using Recognize.Tests.Library;
using Recognize.Tests.Packs.Own;
using Recognize.Tests.Support;
using Recognize.Worker.Analysis;

namespace Recognize.Tests.Analysis;

/// <summary>Workers of several homes with different packs for objects: which version the whole system wants.</summary>
public sealed class WantedVersionsTests(ScannedDatabase database) : IClassFixture<ScannedDatabase>, IAsyncLifetime
{
    private const AnalysisTask Objects = AnalysisTask.Objects;

    private readonly LedgerRows _rows = new(database);
    private readonly List<TemporaryHome> _homes = [];
    private readonly OnnxSessionPool _pool = new(new InferenceOptions());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _rows.ForgetAsync();

    public ValueTask DisposeAsync()
    {
        _pool.Dispose();
        _homes.ForEach(home => home.Dispose());
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Announce_MakesTheFirstVersionTheWantedOne()
    {
        var wanted = await Worker(Home(), "objects-1").AnnounceAsync(Token);

        Assert.Equal("objects-1", wanted[Objects]);
        Assert.Equal(TaskPlan.BasicsVersion, wanted[AnalysisTask.Basics]);
        Assert.False(wanted.ContainsKey(AnalysisTask.Faces));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Announce_LetsTheNewerProgramWin_InWhateverOrderTheyStart(bool isNewerFirst)
    {
        // As text, 0.10.0 would stand before 0.9.0.
        var workers = (WantedVersions[])
            [Worker(Home(), "objects-b", "0.9.0"), Worker(Home(), "objects-a", "0.10.0")];
        if (isNewerFirst)
            Array.Reverse(workers);

        foreach (var worker in workers)
            await worker.AnnounceAsync(Token);
        foreach (var worker in workers)
            Assert.Equal("objects-a", (await worker.AnnounceAsync(Token))[Objects]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Announce_LetsAChosenPackWin_OverANewerProgram(bool isChosenFirst)
    {
        var home = Home();
        await ChooseAsync(home);
        var workers = (WantedVersions[])[Worker(home, "objects-a", "0.9.0"), Worker(Home(), "objects-b", "0.10.0")];
        if (!isChosenFirst)
            Array.Reverse(workers);

        foreach (var worker in workers)
            await worker.AnnounceAsync(Token);

        Assert.Equal("objects-a", (await workers[0].AnnounceAsync(Token))[Objects]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Announce_LetsTheLaterChoiceWin_InWhateverOrderTheyStart(bool isLaterFirst)
    {
        var (earlier, later) = (Home(), Home());
        await ChooseAsync(earlier);
        await ChooseAsync(later);
        var workers = (WantedVersions[])[Worker(earlier, "objects-b"), Worker(later, "objects-a")];
        if (isLaterFirst)
            Array.Reverse(workers);

        foreach (var worker in workers)
            await worker.AnnounceAsync(Token);

        Assert.Equal("objects-a", (await workers[0].AnnounceAsync(Token))[Objects]);
    }

    [Fact]
    public async Task Announce_FollowsTheLatestStartOfAHome_ButNotItsOlderProcesses()
    {
        var home = Home();
        var old = Worker(home, "objects-2");
        await old.AnnounceAsync(Token);

        await Worker(home, "objects-1").AnnounceAsync(Token);

        Assert.Equal("objects-1", (await old.AnnounceAsync(Token))[Objects]);
    }

    [Fact]
    public async Task Announce_WithdrawsWhatItsHomeHasNoLonger_AndNothingElse()
    {
        var (first, second) = (Home(), Home());
        await Worker(first, "objects-1").AnnounceAsync(Token);

        Assert.True((await Worker(second, null).AnnounceAsync(Token)).ContainsKey(Objects));
        Assert.False((await Worker(first, null).AnnounceAsync(Token)).ContainsKey(Objects));
    }

    [Fact]
    public async Task Announce_TakesOverWhatNoWorkerHasHadForAWeek()
    {
        var home = Home();
        await ChooseAsync(home);
        await Worker(home, "objects-1").AnnounceAsync(Token);
        var other = Worker(Home(), "objects-2");
        Assert.Equal("objects-1", (await other.AnnounceAsync(Token))[Objects]);

        await _rows.ExecuteAsync("UPDATE task_versions SET seen_at = now() - interval '8 days'");

        Assert.Equal("objects-2", (await other.AnnounceAsync(Token))[Objects]);
    }

    [Fact]
    public async Task Since_ChangesWithTheGallery_AlsoWhenAPhotoIsTakenOut()
    {
        var home = Home();
        Directory.CreateDirectory(home.Landmarks);
        var photo = Path.Combine(home.Landmarks, "tower.jpg");
        await File.WriteAllBytesAsync(photo, [1], Token);
        foreach (var path in (string[])[photo, home.Landmarks])
            File.SetLastWriteTimeUtc(path, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var before = Dates(home).Since(AnalysisTask.Landmarks);

        File.Delete(photo);

        Assert.True(Dates(home).Since(AnalysisTask.Landmarks) > before);
    }

    [Fact]
    public void HomeId_IsTheSameForAllProcessesOfAHome()
    {
        var home = Home();

        var ids = Enumerable.Range(0, 8).AsParallel().WithDegreeOfParallelism(8).Select(_ => Dates(home).HomeId).ToList();

        Assert.Single(ids.Distinct());
        Assert.NotEqual(ids[0], Dates(Home()).HomeId);
    }

    private RecognizeHome Home()
    {
        var home = new TemporaryHome();
        home.Home.Create();
        _homes.Add(home);
        return home.Home;
    }

    private async Task ChooseAsync(RecognizeHome home)
    {
        var packs = Packs(home);
        packs.Use(await OwnPacks.InstallColoursAsync(packs));
    }

    private WantedVersions Worker(RecognizeHome home, string? version, string program = "1.0.0")
    {
        var packs = new Dictionary<AnalysisTask, string>();
        if (version is not null)
            packs[Objects] = version;
        return new WantedVersions(
            database.Source, new WorkerIdentity { Packs = packs }, Dates(home), NullLogger<WantedVersions>.Instance)
        {
            Program = program,
        };
    }

    private PackDates Dates(RecognizeHome home) => new(Packs(home), new GalleryOptions(home.Landmarks, null), home);

    private InstalledPacks Packs(RecognizeHome home) =>
        new(ModelCatalogue.Default, new ModelStore(home.Models), _pool);
}
