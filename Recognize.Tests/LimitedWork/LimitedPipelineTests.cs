using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Recognize.Models.Inference;
using Recognize.Models.Jobs;
using Recognize.Models.Packs;
using Recognize.Tests.Media;
using Recognize.Tests.Support;
using Recognize.Worker.Analysis;
using Recognize.Worker.CommandLine;
using Recognize.Worker.Jobs;
using Recognize.Worker.Limits;

namespace Recognize.Tests.LimitedWork;

/// <summary>The real pipeline on a real database, held back, stopped and left without work.</summary>
public sealed class LimitedPipelineTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_TakesNoWorkBelowTheFloor_AndGoesOnByItselfWhenThereIsRoom()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to mount a small disk");
        await using var installation = await TestInstallation.CreateAsync(postgres);
        await installation.Get<WorkLimitsStore>().ChangeAsync(limits => limits with { FreeDiskMiB = 4 }, "anna", Token);
        installation.Write("photo.jpg", DrawnPhoto.Jpeg(1600, 1200));
        using var disk = SmallDisk.Mount(Path.Combine(installation.HomeFolder, "thumbnails"), "8m");
        var filler = Path.Combine(disk.Folder, "filler");
        await File.WriteAllBytesAsync(filler, new byte[6 << 20], Token);

        var running = installation.IndexAsync(cancellationToken: Token);
        var gate = installation.Get<WorkGate>();
        await UntilAsync(running, () => gate.Standing is { Status: WorkerStatus.Blocked, Reason: { } reason }
            && reason.StartsWith("Less than 4 MiB are free on the disk of the thumbnails", StringComparison.Ordinal));

        Assert.Equal(0, await installation.ScalarAsync<int>("SELECT count(*) FROM analysis WHERE state IN (1, 2, 3)"));
        File.Delete(filler);
        var report = await running;
        Assert.Equal(new MediaCounts(Found: 1, Analysed: 1, Skipped: 0, Failed: 0), report.Media);
        Assert.Equal(0, await installation.ScalarAsync<int>("SELECT sum(attempts) FROM analysis"));
    }

    [Fact]
    public async Task Run_GivesTheFileBackUncounted_WhenTheDiskRefusesAWrite()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to mount a small disk");
        await using var installation = await TestInstallation.CreateAsync(postgres);
        await installation.Get<WorkLimitsStore>().ChangeAsync(limits => limits with { FreeDiskMiB = 0 }, "anna", Token);
        installation.Write("photo.jpg", DrawnPhoto.Jpeg(1600, 1200));
        await installation.Get<LibraryWork>().ScanAsync(await installation.AddLibraryAsync(), null, Token);
        using var disk = SmallDisk.Mount(Path.Combine(installation.HomeFolder, "thumbnails"), "16k");
        await File.WriteAllBytesAsync(Path.Combine(disk.Folder, "filler"), new byte[16384 - 4096], Token);

        await installation.Get<AnalysisPipeline>().RunAsync(null, new AnalysisCounters(), () => true, Token);

        Assert.Equal(
            new WorkerStanding(WorkerStatus.Blocked, "The disk of the thumbnails is full, or its quota is used up."),
            installation.Get<WorkGate>().Standing);
        Assert.Equal(1, await installation.ScalarAsync<int>(
            "SELECT count(*) FROM analysis WHERE task = 0 AND state = 0 AND attempts = 0 AND reason IS NULL AND due_at <= now()"));
        Assert.Empty(Directory.GetFiles(disk.Folder, "*.tmp", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Run_WaitsInQuietHours_UntilAnAdminEndsThem()
    {
        await using var installation = await TestInstallation.CreateAsync(postgres);
        var store = installation.Get<WorkLimitsStore>();
        var days = Enumerable.Range(-1, 3).Select(day => DateTime.Now.AddDays(day).DayOfWeek.ToString()[..3]);
        var quiet = QuietWindow.Parse($"{string.Join(',', days)} 00:00-24:00");
        await store.ChangeAsync(limits => limits with { QuietHours = [quiet] }, "anna", Token);
        installation.Write("photo.jpg", DrawnPhoto.Jpeg());
        await installation.Get<LibraryWork>().ScanAsync(await installation.AddLibraryAsync(), null, Token);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var counters = new AnalysisCounters();
        var gate = installation.Get<WorkGate>();

        var running = installation.Get<AnalysisPipeline>().RunAsync(null, counters, () => false, stop.Token);
        await UntilAsync(running, () => gate.Standing.Status == WorkerStatus.Yielding);
        var waiting = gate.WaitAsync(Token);
        await Task.Delay(TimeSpan.FromSeconds(1), Token);

        Assert.StartsWith("Quiet hours until ", gate.Standing.Reason, StringComparison.Ordinal);
        Assert.Equal(0, counters.Analysed);
        Assert.False(waiting.IsCompleted);
        await store.ChangeAsync(_ => new WorkLimits(), "anna", Token);
        var changed = Stopwatch.GetTimestamp();
        await UntilAsync(running, () => counters.Analysed == 1 && waiting.IsCompletedSuccessfully);
        Assert.InRange(Stopwatch.GetElapsedTime(changed).TotalSeconds, 0, 10);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Run_BreaksALongDecodeOff_WhenItIsStopped()
    {
        await using var installation = await TestInstallation.CreateAsync(postgres);
        installation.Write("vast.png", DrawnPhoto.BlankPng(17_000, 17_000));
        await installation.Get<LibraryWork>().ScanAsync(await installation.AddLibraryAsync(), null, Token);
        var pipeline = PipelineOf(installation, new AnalysisOptions { FinishWithin = TimeSpan.FromMilliseconds(50) });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var counters = new AnalysisCounters();

        var running = pipeline.RunAsync(null, counters, () => false, stop.Token);
        await UntilAsync(running, () => installation.Get<WorkGate>().Standing.Status == WorkerStatus.Working);
        await stop.CancelAsync();
        await running;

        Assert.Equal(0, counters.Analysed + counters.Failed);
        Assert.Equal(1, await installation.ScalarAsync<int>(
            "SELECT count(*) FROM analysis WHERE task = 0 AND state = 0 AND attempts = 0 AND crashes = 0 AND lease_owner IS NULL"));
    }

    [Fact]
    public async Task Run_UnloadsTheNetworksWhenNothingIsDue_AndLoadsThemForTheNextPhoto()
    {
        await using var installation = await TestInstallation.CreateAsync(postgres, hasModels: true);
        installation.Write("first.jpg", DrawnPhoto.Jpeg(640, 480));
        var library = await installation.AddLibraryAsync();
        await installation.Get<LibraryWork>().ScanAsync(library, null, Token);
        var pipeline = PipelineOf(installation, new AnalysisOptions { UnloadAfter = TimeSpan.FromSeconds(1) });
        var networks = installation.Get<OnnxSessionPool>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var counters = new AnalysisCounters();

        var running = pipeline.RunAsync(null, counters, () => false, stop.Token);
        await UntilAsync(running, () => counters.Analysed == 1);
        Assert.True(networks.LoadedCount > 0);
        await UntilAsync(running, () => networks.LoadedCount == 0);
        installation.Write("second.jpg", DrawnPhoto.Jpeg(800, 600));
        await installation.Get<LibraryWork>().ScanAsync(library, null, Token);
        await UntilAsync(running, () => counters.Analysed == 2);
        await stop.CancelAsync();
        await running;

        Assert.Equal(2, await installation.ScalarAsync<int>("SELECT count(*) FROM analysis WHERE task = 2 AND state = 2"));
    }

    [Fact]
    public async Task Run_LoadsNoNetworksForMusic_WhenOnlyPhotosAreDue()
    {
        await using var installation = await TestInstallation.CreateAsync(postgres, hasModels: true);
        installation.Write("photo.jpg", DrawnPhoto.Jpeg(640, 480));

        var report = await installation.IndexAsync(cancellationToken: Token);

        Assert.Equal(1, report.Media.Analysed);
        Assert.True(installation.Get<OnnxSessionPool>().LoadedCountOf(ModelTasks.Objects) > 0);
        Assert.Equal(0, installation.Get<OnnxSessionPool>().LoadedCountOf(ModelTasks.Music));
    }

    [Fact]
    public async Task Run_NeverHoldsTheNetworksOfPhotosAndMusicTogether_WhenTheyTakeTurns()
    {
        await using var installation = await TestInstallation.CreateAsync(postgres, hasModels: true);
        for (var i = 0; i < 6; i++)
        {
            installation.Write($"{i}.jpg", DrawnPhoto.Jpeg(640, 480 + i));
            TestFfmpeg.Make(
                "-f", "lavfi", "-i", $"sine=frequency={200 + i}:duration=3", Path.Combine(installation.Folder, $"{i}.flac"));
        }
        await installation.Get<LibraryWork>().ScanAsync(await installation.AddLibraryAsync(), null, Token);
        var options = new AnalysisOptions { NetworksInTurn = true };
        var analyzer = ActivatorUtilities.CreateInstance<MediaAnalyzer>(installation.Services, options);
        var pipeline = ActivatorUtilities.CreateInstance<AnalysisPipeline>(
            installation.Services, options, analyzer,
            ActivatorUtilities.CreateInstance<ClaimStage>(installation.Services, options, analyzer));
        var networks = installation.Get<OnnxSessionPool>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var counters = new AnalysisCounters();

        var running = pipeline.RunAsync(null, counters, () => false, stop.Token);
        var (photos, music) = (0, 0);
        await UntilAsync(running, () =>
        {
            var (shown, heard) = (networks.LoadedCountOf(ModelTasks.Objects), networks.LoadedCountOf(ModelTasks.Music));
            (photos, music) = (Math.Max(photos, shown), Math.Max(music, heard));
            // Read one after the other: only what is loaded before what is unloaded would show as both.
            Assert.True(shown == 0 || heard == 0, $"{shown} networks for photos and {heard} for music are loaded.");
            return counters.Analysed == 12;
        });
        await stop.CancelAsync();
        await running;

        Assert.True(photos > 0 && music > 0);
    }

    private static AnalysisPipeline PipelineOf(TestInstallation installation, AnalysisOptions options) =>
        ActivatorUtilities.CreateInstance<AnalysisPipeline>(
            installation.Services, options, ActivatorUtilities.CreateInstance<ClaimStage>(installation.Services, options));

    private static async Task UntilAsync(Task running, Func<bool> isSo)
    {
        var began = Stopwatch.GetTimestamp();
        while (!isSo())
        {
            if (running.IsCompleted)
                await running;
            Assert.False(running.IsCompleted, "The run ended by itself.");
            Assert.True(Stopwatch.GetElapsedTime(began) < Patience, "It did not come to that.");
            await Task.Delay(20, Token);
        }
    }
}
