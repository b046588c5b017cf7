using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Recognize.Models.Jobs;
using Recognize.Tests.Support;
using Recognize.Worker.Jobs;

namespace Recognize.Tests.Jobs;

public sealed class JobRunnerTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly JobsDatabase _jobs = new(postgres);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _jobs.InitializeAsync();

    public ValueTask DisposeAsync() => _jobs.DisposeAsync();

    [Fact]
    public async Task Runner_DoesEachJobOnce_WhenTwoWorkersShareThem()
    {
        var done = new ConcurrentBag<string>();
        MadeHandler Handler() => new(JobKinds.Scan, async (job, token) =>
        {
            done.Add(job.Subject);
            await Task.Delay(20, token);
            return "{}";
        });
        var ids = new List<Guid>();
        for (var i = 0; i < 20; i++)
            ids.Add(await _jobs.RequestAsync(JobKinds.Scan, i % 2 == 0 ? _jobs.Owner : _jobs.OtherOwner, $"{i}"));
        using var first = _jobs.CreateWorker(Handler());
        using var second = _jobs.CreateWorker(Handler());

        await first.StartAsync(Token);
        await second.StartAsync(Token);
        foreach (var id in ids)
            await _jobs.WaitAsync(id, run => run.State == JobState.Succeeded);
        await first.StopAsync(Token);
        await second.StopAsync(Token);

        Assert.Equal(ids.Count, done.Count);
        Assert.Equal(ids.Count, done.Distinct().Count());
        Assert.Equal(2, await _jobs.ScalarAsync<long>("SELECT count(*) FROM workers WHERE status = 4 AND stopped_at IS NOT NULL"));
    }

    [Fact]
    public async Task Runner_NeverRunsTwoJobsOfOneKindAndOwnerAtOnce()
    {
        var (running, most) = (0, 0);
        var handler = new MadeHandler(JobKinds.Group, async (_, token) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Delay(30, token);
            Interlocked.Decrement(ref running);
            return "{}";
        });
        var ids = new List<Guid>();
        for (var i = 0; i < 6; i++)
            ids.Add(await _jobs.RequestAsync(JobKinds.Group, _jobs.Owner, $"{i}"));
        using var worker = _jobs.CreateWorker(handler);

        await worker.StartAsync(Token);
        foreach (var id in ids)
            await _jobs.WaitAsync(id, run => run.State == JobState.Succeeded);
        await worker.StopAsync(Token);

        Assert.Equal(1, most);
    }

    [Fact]
    public async Task Runner_StopsACancelledJob_AndTellsHowFarItWas()
    {
        var handler = new MadeHandler(JobKinds.Group, async (job, token) =>
        {
            job.Report(7, 10);
            await Task.Delay(Timeout.Infinite, token);
            return "{}";
        });
        var id = await _jobs.RequestAsync(JobKinds.Group, _jobs.Owner);
        using var worker = _jobs.CreateWorker(handler);
        await worker.StartAsync(Token);
        var running = await _jobs.WaitAsync(id, run => run.Done is not null);

        await new JobRequests(_jobs.Source).CancelAsync(id, Token);
        var cancelled = await _jobs.WaitAsync(id, run => run.State != JobState.Running);
        await worker.StopAsync(Token);

        Assert.Equal((7L, 10L), (running.Done, running.Total));
        Assert.Equal(JobState.Cancelled, cancelled.State);
        Assert.Equal(WorkerPresence.Name, cancelled.Worker);
    }

    [Fact]
    public async Task Runner_GivesJobsBack_WhenTheWorkerStops()
    {
        var begun = new TaskCompletionSource();
        var handler = new MadeHandler(JobKinds.Group, async (_, token) =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, token);
            return "{}";
        });
        var id = await _jobs.RequestAsync(JobKinds.Group, _jobs.Owner);
        using var worker = _jobs.CreateWorker(handler);
        await worker.StartAsync(Token);
        await begun.Task.WaitAsync(Token);

        await worker.StopAsync(Token);

        var row = await _jobs.FindAsync(id);
        Assert.Equal((JobState.Queued, 0, 0), (row.State, row.Attempts, row.Crashes));
        Assert.Null(row.LeaseOwner);
    }

    [Fact]
    public async Task Runner_StoresTheReasonOfARefusal_AndTriesAgainAfterAFailureOfOurs()
    {
        var refused = await _jobs.RequestAsync(JobKinds.Scan, _jobs.Owner);
        var failed = await _jobs.RequestAsync(JobKinds.Group, _jobs.Owner);
        using var worker = _jobs.CreateWorker(
            new MadeHandler(JobKinds.Scan, (_, _) => throw new JobRefusedException("The library is there no longer.")),
            new MadeHandler(JobKinds.Group, (_, _) => throw new InvalidDataException("/secret/path")));

        await worker.StartAsync(Token);
        var refusal = await _jobs.WaitAsync(refused, run => run.State == JobState.Failed);
        var failure = await _jobs.WaitAsync(failed, run => run.Attempts == 1);
        await worker.StopAsync(Token);

        Assert.Equal("The library is there no longer.", refusal.Error);
        Assert.Equal(JobState.Queued, failure.State);
        Assert.DoesNotContain("secret", failure.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runner_DoesOneHeavyJobAtATime_AndLightOnesBeside()
    {
        var heavyMayEnd = new TaskCompletionSource();
        var heavies = 0;
        using var worker = _jobs.CreateWorker(
            new MadeHandler(
                JobKinds.Recluster,
                async (_, token) =>
                {
                    Interlocked.Increment(ref heavies);
                    await heavyMayEnd.Task.WaitAsync(token);
                    return "{}";
                },
                isHeavy: true),
            new MadeHandler(JobKinds.Group, (_, _) => Task.FromResult("{}")));
        var first = await _jobs.RequestAsync(JobKinds.Recluster, _jobs.Owner);
        var second = await _jobs.RequestAsync(JobKinds.Recluster, _jobs.OtherOwner);
        await worker.StartAsync(Token);
        await _jobs.WaitAsync(first, run => run.State == JobState.Running);

        var light = await _jobs.RequestAsync(JobKinds.Group, _jobs.Owner);
        await _jobs.WaitAsync(light, run => run.State == JobState.Succeeded);
        var waiting = await _jobs.FindAsync(second);
        heavyMayEnd.SetResult();
        await _jobs.WaitAsync(second, run => run.State == JobState.Succeeded);
        await worker.StopAsync(Token);

        Assert.Equal(JobState.Queued, waiting.State);
        Assert.Equal(2, heavies);
    }

    [Fact]
    public async Task Worker_StopsWithASentence_WhenTheDatabaseNeedsANewerProgram()
    {
        using var worker = _jobs.CreateWorker();
        var presence = worker.Services.GetRequiredService<WorkerPresence>();
        var stopping = worker.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        await worker.StartAsync(Token);
        await presence.WhenAnnouncedAsync(Token);

        await _jobs.ExecuteAsync(
            """
            INSERT INTO "__EFMigrationsHistory" VALUES ('9998_adds', '10.0.0');
            """);
        Assert.False(stopping.IsCancellationRequested);
        await _jobs.ExecuteAsync(
            """
            INSERT INTO "__EFMigrationsHistory" VALUES ('9999_takes_away', '10.0.0');
            UPDATE schema_compatibility SET oldest_program = '9999_takes_away'
            """);
        var stopped = new TaskCompletionSource();
        await using var registration = stopping.Register(stopped.SetResult);
        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(60), Token);
        await worker.StopAsync(Token);

        Assert.Contains("9999_takes_away", presence.StopReason, StringComparison.Ordinal);
        Assert.Contains("update this program", presence.StopReason, StringComparison.Ordinal);
    }

    private sealed class MadeHandler(
        string kind, Func<JobInHand, CancellationToken, Task<string>> run, bool isHeavy = false) : IJobHandler
    {
        public string Kind => kind;

        public bool IsHeavy => isHeavy;

        public bool HeedsLimits => isHeavy;

        public bool IsPossible => true;

        public Task<string> RunAsync(JobInHand job, CancellationToken cancellationToken) => run(job, cancellationToken);
    }
}
