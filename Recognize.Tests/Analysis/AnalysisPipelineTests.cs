using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Recognize.Models.Library;
using Recognize.Tests.Media;
using Recognize.Tests.Support;
using Recognize.Worker.Analysis;
using Recognize.Worker.CommandLine;
using Recognize.Worker.Jobs;
using Recognize.Worker.Limits;

namespace Recognize.Tests.Analysis;

public sealed class AnalysisPipelineTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_RecordsAReasonForEachBadFile_AndFinishesTheRest()
    {
        await using var installation = await TestInstallation.CreateAsync(postgres);
        var jpeg = DrawnPhoto.Jpeg(640, 480);
        installation.Write("good.jpg", jpeg);
        installation.Write("line\nbreak [x].jpg", jpeg);
        installation.Write("empty.jpg", []);
        installation.Write("text.jpg", "This is no photo."u8);
        installation.Write("truncated.jpg", jpeg.AsSpan(0, jpeg.Length / 2));
        installation.Write("bomb.png", DrawnPhoto.BlankPng(30_000, 30_000));
        installation.Write("noise.mp3", [.. Enumerable.Range(0, 5_000).Select(i => (byte)(i * 7))]);
        installation.Write("noise.mp4", [.. Enumerable.Range(0, 5_000).Select(i => (byte)(i * 11))]);
        Process.Start("mkfifo", Path.Combine(installation.Folder, "pipe.jpg")).WaitForExit();

        var report = await installation.IndexAsync(cancellationToken: Token);

        Assert.Equal(new MediaCounts(Found: 9, Analysed: 2, Skipped: 0, Failed: 7), report.Media);
        await using var database = installation.Open();
        var reasons = await (
            from entry in database.Analysis
            join item in database.Media on entry.MediaId equals item.Id
            where entry.Task == AnalysisTask.Basics && entry.State == AnalysisState.Failed
            orderby item.RelativePath
            select new { item.RelativePath, entry.Reason, entry.ErrorKind }).ToListAsync(Token);
        Assert.Equal(
            ["bomb.png", "empty.jpg", "noise.mp3", "noise.mp4", "pipe.jpg", "text.jpg", "truncated.jpg"],
            reasons.Select(row => row.RelativePath));
        Assert.All(reasons, row =>
        {
            Assert.Equal(AnalysisErrorKind.Unreadable, row.ErrorKind);
            Assert.False(string.IsNullOrWhiteSpace(row.Reason));
            Assert.DoesNotContain(installation.Folder, row.Reason, StringComparison.Ordinal);
        });
        Assert.Contains("30000", reasons[0].Reason, StringComparison.Ordinal);
        Assert.Equal("The file is empty.", reasons[1].Reason);
    }

    [Theory]
    [InlineData("photo.jpg")]
    [InlineData("photo.heic")]
    [InlineData("film.mp4")]
    [InlineData("song.mp3")]
    public async Task Run_TriesAgainLater_WhenAFileVanishesBetweenListingAndReading(string name)
    {
        await using var installation = await TestInstallation.CreateAsync(postgres);
        var path = installation.Write(name, DrawnPhoto.Jpeg());
        installation.Write("other.jpg", DrawnPhoto.Jpeg());
        var library = await installation.AddLibraryAsync();
        await installation.Get<LibraryWork>().ScanAsync(library, null, Token);
        File.Delete(path);

        await installation.Get<AnalysisPipeline>().RunAsync(null, new AnalysisCounters(), () => true, Token);

        Assert.Equal(
            "The file was gone when it was to be read.",
            await installation.ScalarAsync<string>("SELECT reason FROM analysis WHERE task = 0 AND state = 0 AND error_kind = 1"));
        await installation.Get<LibraryWork>().ScanAsync(library, null, Token);
        Assert.Equal(1, await installation.ScalarAsync<int>("SELECT count(*) FROM media WHERE removed_at IS NOT NULL"));
    }

    [Fact]
    public async Task Index_LeavesFilesAsTheyWere_WhenTheirLibrarysFolderGoesAwayMeanwhile()
    {
        await using var installation = await TestInstallation.CreateAsync(postgres);
        var jpeg = DrawnPhoto.Jpeg(1600, 1200);
        for (var i = 0; i < 60; i++)
            installation.Write($"{i}.jpg", jpeg);
        var progress = new IndexProgress();

        var running = installation.IndexAsync(progress, Token);
        while (progress.Counters.Analysed == 0)
            await Task.Delay(5, Token);
        Directory.Move(installation.Folder, installation.Folder + "-away");
        var cut = await running;
        var left = await installation.ScalarAsync<int>("SELECT count(DISTINCT media_id) FROM analysis WHERE state = 0");
        Directory.Move(installation.Folder + "-away", installation.Folder);
        await installation.RestartAsync();
        var whole = await installation.IndexAsync(cancellationToken: Token);

        Assert.InRange(left, 1, 59);
        Assert.Equal((60 - left, 0), (cut.Media.Analysed, cut.Media.Failed));
        Assert.Equal(left, cut.Skips["waiting until their library's folder is back"]);
        Assert.Contains(cut.Problems, problem => problem.Contains("does not exist", StringComparison.Ordinal));
        Assert.Equal((left, 0), (whole.Media.Analysed, whole.Media.Failed));
        Assert.Empty(whole.Problems);
    }

    [Fact]
    public async Task Service_GoesOnByItself_WhenALibrarysFolderIsBack_AndWithOthersMeanwhile()
    {
        await using var installation = await TestInstallation.CreateAsync(postgres);
        installation.Write("away/1.jpg", DrawnPhoto.Jpeg());
        installation.Write("away/2.mp3", DrawnPhoto.Jpeg());
        installation.Write("here/3.jpg", DrawnPhoto.Jpeg());
        var libraries = installation.Get<LibraryDirectory>();
        var away = await libraries.EnsureAsync(installation.Owner.Id, Path.Combine(installation.Folder, "away"), Token);
        var here = await libraries.EnsureAsync(installation.Owner.Id, Path.Combine(installation.Folder, "here"), Token);
        foreach (var library in new[] { away, here })
            await installation.Get<LibraryWork>().ScanAsync(library, null, Token);
        Directory.Move(away.RootPath, away.RootPath + "-unmounted");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var counters = new AnalysisCounters();

        var running = installation.Get<AnalysisPipeline>().RunAsync(null, counters, () => false, stop.Token);
        while (await installation.ScalarAsync<int>(AskedScans) == 0 || counters.Analysed == 0)
            await Task.Delay(50, Token);
        var meanwhile = await installation.ScalarAsync<string>(TriesAndFailures);
        Directory.Move(away.RootPath + "-unmounted", away.RootPath);
        while (counters.Analysed + counters.Failed < 3)
            await Task.Delay(50, Token);
        await stop.CancelAsync();
        await running;

        Assert.Equal("0 0", meanwhile);
        Assert.Equal((2, 1), (counters.Analysed, counters.Failed));
        Assert.Equal(AnalysisErrorKind.Unreadable, (AnalysisErrorKind)await installation.ScalarAsync<short>(
            "SELECT max(error_kind) FROM analysis WHERE state = 3"));
    }

    private const string AskedScans = "SELECT count(*) FROM job_runs WHERE kind = 'scan' AND state = 4";

    private const string TriesAndFailures =
        "SELECT coalesce(sum(attempts), 0) || ' ' || count(*) FILTER (WHERE state = 3) FROM analysis";

    [Fact]
    public async Task Run_GivesBackWhatItHasNotBegun_WhenStopped()
    {
        await using var installation = await TestInstallation.CreateAsync(postgres);
        var jpeg = DrawnPhoto.Jpeg(1600, 1200);
        for (var i = 0; i < 60; i++)
            installation.Write($"{i}.jpg", jpeg);
        await installation.Get<LibraryWork>().ScanAsync(await installation.AddLibraryAsync(), null, Token);
        using var stop = new CancellationTokenSource();
        var counters = new AnalysisCounters();

        var running = installation.Get<AnalysisPipeline>().RunAsync(null, counters, () => true, stop.Token);
        while (counters.Analysed == 0)
            await Task.Delay(5, Token);
        await stop.CancelAsync();
        await running;

        Assert.Equal(0, await installation.ScalarAsync<int>("SELECT count(*) FROM analysis WHERE state = 1"));
        Assert.Equal(60 - counters.Analysed, await installation.ScalarAsync<int>(
            "SELECT count(*) FROM analysis WHERE state = 0 AND task = 0 AND attempts = 0 AND crashes = 0"));
        Assert.InRange(counters.Analysed, 1, 59);
    }

    [Fact]
    public async Task Run_WaitsForTheDatabaseAndFinishes_WhenItIsStoppedInMidRun()
    {
        await using var cluster = await TemporaryCluster.StartNewAsync();
        await using var installation = await TestInstallation.CreateAsync(await cluster.CreateDatabaseAsync("outage", Token));
        var jpeg = DrawnPhoto.Jpeg(1600, 1200);
        for (var i = 0; i < 40; i++)
            installation.Write($"{i}.jpg", jpeg);
        var progress = new IndexProgress();

        var running = installation.IndexAsync(progress, Token);
        while (progress.Counters.Analysed == 0)
            await Task.Delay(5, Token);
        await cluster.StopAsync();
        await Task.Delay(TimeSpan.FromSeconds(4), Token);
        await cluster.StartAsync();
        var report = await running;

        Assert.Equal(new MediaCounts(Found: 40, Analysed: 40, Skipped: 0, Failed: 0), report.Media);
        Assert.Equal(40, progress.Counters.Analysed);
        Assert.Equal("40 of 40 once", await installation.ScalarAsync<string>(
            """
            SELECT count(*) FILTER (WHERE a.state = 2 AND a.attempts = 0 AND a.crashes = 0 AND a.lease_owner IS NULL
                AND m.width = 1600 AND m.content_hash IS NOT NULL) || ' of ' || count(DISTINCT a.media_id) || ' once'
            FROM analysis a JOIN media m ON m.id = a.media_id WHERE a.task = 0
            """));
    }

    [Fact]
    public async Task Service_WaitsForTheDatabase_WhenItIsAwayAtTheStart()
    {
        await using var cluster = await TemporaryCluster.StartNewAsync();
        await using var installation = await TestInstallation.CreateAsync(await cluster.CreateDatabaseAsync("absent", Token));
        installation.Write("photo.jpg", DrawnPhoto.Jpeg());
        await installation.Get<LibraryWork>().ScanAsync(await installation.AddLibraryAsync(), null, Token);
        using var service = ActivatorUtilities.CreateInstance<AnalysisService>(installation.Services);
        await cluster.StopAsync();

        await service.StartAsync(Token);
        await Task.Delay(TimeSpan.FromSeconds(1), Token);
        Assert.False(service.ExecuteTask!.IsCompleted);
        await cluster.StartAsync();

        using (var patience = CancellationTokenSource.CreateLinkedTokenSource(Token))
        {
            patience.CancelAfter(TimeSpan.FromSeconds(30));
            while (await installation.ScalarAsync<int>("SELECT count(*) FROM analysis WHERE task = 0 AND state = 2") == 0)
                await Task.Delay(100, patience.Token);
        }
        await service.StopAsync(Token);
    }

    [Fact]
    public async Task Reconcile_MakesOnlyTheTaskOfAChangedPackDueAgain()
    {
        await using var installation = await TestInstallation.CreateAsync(postgres);
        await installation.AgreeToFacesAsync();
        installation.Write("photo.jpg", DrawnPhoto.Jpeg());
        await installation.Get<LibraryWork>().ScanAsync(await installation.AddLibraryAsync(), null, Token);
        await installation.ExecuteAsync("UPDATE analysis SET state = 0 WHERE state = 6");
        await installation.ExecuteAsync("UPDATE analysis SET state = 1");
        await installation.ExecuteAsync(
            $"UPDATE analysis SET state = 2, pack_version = CASE task WHEN 0 THEN '{TaskPlan.BasicsVersion}' WHEN 1 THEN 'faces-1' WHEN 2 THEN 'objects-1' ELSE 'landmarks-1' END");

        await installation.Get<LedgerReconciler>().ReconcileAsync(
            installation.Owner.Id, new TaskPlan(
                new Dictionary<AnalysisTask, string>
                {
                    [AnalysisTask.Faces] = "faces-1", [AnalysisTask.Objects] = "objects-2",
                    [AnalysisTask.Landmarks] = "landmarks-1",
                },
                FacesAllowed: true), Token);

        Assert.Equal("2", await installation.ScalarAsync<string>(
            "SELECT string_agg(task::text, ',') FROM analysis WHERE state = 0"));
    }

    [Fact]
    public async Task Reconcile_GivesFilesATaskThatTheirVersionDidNotKnow()
    {
        await using var installation = await TestInstallation.CreateAsync(postgres);
        installation.Write("photo.jpg", DrawnPhoto.Jpeg());
        installation.Write("film.mp4", "not a film"u8.ToArray());
        await installation.Get<LibraryWork>().ScanAsync(await installation.AddLibraryAsync(), null, Token);
        await installation.ExecuteAsync("DELETE FROM analysis WHERE task IN (1, 3)");

        await installation.Get<LedgerReconciler>().ReconcileAsync(
            installation.Owner.Id,
            new TaskPlan(
                new Dictionary<AnalysisTask, string>
                {
                    [AnalysisTask.Faces] = "faces-1", [AnalysisTask.Landmarks] = "landmarks-1",
                },
                FacesAllowed: false),
            Token);

        // Faces withheld for want of consent, landmarks due: of the photo.
        Assert.Equal("1=5,3=0", await installation.ScalarAsync<string>(
            """
            SELECT string_agg(task || '=' || state, ',' ORDER BY task) FROM analysis a JOIN media m ON m.id = a.media_id
            WHERE task IN (1, 3) AND m.kind = 0
            """));
    }

    [Fact]
    public async Task Claim_LeavesEverythingElse_WhileASuspectIsInWork()
    {
        await using var installation = await TestInstallation.CreateAsync(postgres);
        installation.Write("suspect.jpg", DrawnPhoto.Jpeg());
        installation.Write("other.jpg", DrawnPhoto.Jpeg(80, 60));
        await installation.Get<LibraryWork>().ScanAsync(await installation.AddLibraryAsync(), null, Token);
        await installation.ExecuteAsync(
            """
            UPDATE analysis a SET crashes = CASE WHEN m.relative_path = 'suspect.jpg' THEN 1 ELSE 0 END,
                due_at = CASE WHEN m.relative_path = 'suspect.jpg' THEN now() ELSE now() + interval '1 hour' END
            FROM media m WHERE m.id = a.media_id
            """);
        var claims = Channel.CreateUnbounded<ClaimedMedia>();
        var work = new WorkInHand();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        // Its members wait for files that never come: here the test is at work.
        var idle = Channel.CreateUnbounded<ClaimedMedia>();
        var crew = new AnalystCrew(
            installation.Get<MediaAnalyzer>(), installation.Get<WorkGate>(), idle.Reader,
            Channel.CreateUnbounded<AnalysisOutcome>().Writer, NullLogger.Instance, Token, Token);
        var claiming = installation.Get<ClaimStage>().RunAsync(claims.Writer, work, crew, null, () => false, stop.Token);

        var suspect = await claims.Reader.ReadAsync(Token);
        await installation.ExecuteAsync("UPDATE analysis SET due_at = now() WHERE state = 0");
        var early = claims.Reader.ReadAsync(Token).AsTask();
        Assert.NotSame(early, await Task.WhenAny(early, Task.Delay(TimeSpan.FromSeconds(2), Token)));
        work.Remove(suspect.MediaId);
        var other = await early.WaitAsync(TimeSpan.FromSeconds(30), Token);

        Assert.EndsWith("suspect.jpg", suspect.Path, StringComparison.Ordinal);
        Assert.EndsWith("other.jpg", other.Path, StringComparison.Ordinal);
        await stop.CancelAsync();
        idle.Writer.Complete();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => claiming);
        await crew.WhenDone();
    }
}
