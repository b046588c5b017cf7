using Recognize.Models.Packs;
using Recognize.Models.Persistence.Embedded;
using Recognize.Tests.Classifiers;
using Recognize.Tests.Packs.Own;
using Recognize.Tests.Support;
using Recognize.Worker.CommandLine;

namespace Recognize.Tests.CommandLine;

public sealed class WorkerRunTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private TestInstallation _installation = null!;

    public async ValueTask InitializeAsync() => _installation = await TestInstallation.CreateAsync(postgres);

    public ValueTask DisposeAsync() => _installation.DisposeAsync();

    [Fact]
    public async Task Run_MakesResultsAnew_WhenAPackIsChosenWhileItWorks()
    {
        _installation.Write("red.bmp", SmallPhoto.Bmp(220, 10, 10));
        var library = await _installation.AddLibraryAsync();
        Assert.Equal(_installation.Folder, library.RootPath);
        var reports = new List<string>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = WorkerRun.RunAsync(
            _installation.Home, DatabaseServer.Own(_installation.ConnectionString), reports.Add, stop.Token);
        await UntilAsync(running, "SELECT count(*) > 0 FROM analysis WHERE task = 0 AND state = 2");
        Assert.Equal(0, await _installation.ScalarAsync<int>("SELECT count(*) FROM media_tags"));

        var packs = _installation.Get<InstalledPacks>();
        packs.Use(await OwnPacks.InstallColoursAsync(packs));
        await UntilAsync(running, "SELECT count(*) > 0 FROM media_tags WHERE tag_id = 'own:red'");

        await stop.CancelAsync();
        await running;
        Assert.Single(reports);
    }

    [Fact]
    public async Task Run_LetsATaskWait_WhileItsModelFileIsDamaged()
    {
        _installation.Write("red.bmp", SmallPhoto.Bmp(220, 10, 10));
        await _installation.AddLibraryAsync();
        var packs = _installation.Get<InstalledPacks>();
        var pack = await OwnPacks.InstallColoursAsync(packs);
        packs.Use(pack);
        var file = _installation.Get<ModelStore>().PathOf(
            pack.Files.Values.Single(file => file.Name.EndsWith(".onnx", StringComparison.Ordinal)));
        var whole = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(file, [.. whole[..^8], .. new byte[8]], TestContext.Current.CancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = WorkerRun.RunAsync(
            _installation.Home, DatabaseServer.Own(_installation.ConnectionString), _ => { }, stop.Token);

        // Waiting: no pack that is whole does it. The rest of the worker goes on.
        await UntilAsync(running, "SELECT count(*) > 0 FROM analysis WHERE task = 2 AND state = 6");
        await UntilAsync(running, "SELECT count(*) > 0 FROM analysis WHERE task = 0 AND state = 2");
        await File.WriteAllBytesAsync(file, whole, TestContext.Current.CancellationToken);
        await UntilAsync(running, "SELECT count(*) > 0 FROM media_tags WHERE tag_id = 'own:red'");

        await stop.CancelAsync();
        await running;
    }

    private async Task UntilAsync(Task running, string sql)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await _installation.ScalarAsync<bool>(sql))
        {
            if (running.IsCompleted)
                await running;
            Assert.False(running.IsCompleted, "The worker ended by itself.");
            await Task.Delay(100, patience.Token);
        }
    }
}
