using Npgsql;
using Recognize.Models.Jobs;
using Recognize.Tests.Support;
using Recognize.Worker.Analysis;
using Recognize.Worker.Jobs;

namespace Recognize.Tests.Jobs;

/// <summary>The queue on a real server, with workers that die by closing the connection that holds their lock.</summary>
public sealed class JobQueueTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly string[] Kinds = [JobKinds.Scan, JobKinds.Group, JobKinds.CleanUp];
    private readonly JobsDatabase _jobs = new(postgres);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _jobs.InitializeAsync();

    public ValueTask DisposeAsync() => _jobs.DisposeAsync();

    [Fact]
    public async Task RequestAsync_GivesTheWaitingJob_WhenTheSameWorkIsAskedForAgain()
    {
        var first = await _jobs.RequestAsync(JobKinds.Group, _jobs.Owner, priority: JobPriorities.Idle);

        var again = await _jobs.RequestAsync(JobKinds.Group, _jobs.Owner, priority: JobPriorities.Asked);
        var other = await _jobs.RequestAsync(JobKinds.Group, _jobs.OtherOwner);

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        Assert.Equal(JobPriorities.Asked, (await _jobs.FindAsync(first)).Priority);
    }

    [Fact]
    public async Task ClaimAsync_TakesTheMostUrgentFirst_AndEachOnce()
    {
        var idle = await _jobs.RequestAsync(JobKinds.CleanUp, null, priority: JobPriorities.Idle);
        var normal = await _jobs.RequestAsync(JobKinds.Group, _jobs.Owner);
        var asked = await _jobs.RequestAsync(JobKinds.Group, _jobs.OtherOwner, priority: JobPriorities.Asked);
        var queue = _jobs.Queue();

        var claimed = new List<Guid?>();
        for (var i = 0; i < 4; i++)
            claimed.Add((await queue.ClaimAsync(Kinds, Token))?.Id);

        Assert.Equal([asked, normal, idle, null], claimed);
    }

    [Fact]
    public async Task ClaimAsync_LeavesKindsThatTheWorkerCannotDo()
    {
        await _jobs.RequestAsync(JobKinds.Group, _jobs.Owner);

        Assert.Null(await _jobs.Queue().ClaimAsync([JobKinds.Scan], Token));
        Assert.NotNull(await _jobs.Queue().ClaimAsync([JobKinds.Group], Token));
    }

    [Fact]
    public async Task ClaimAsync_WaitsForTheRunningJob_WhenTheSameWorkIsAskedForMeanwhile()
    {
        var first = await _jobs.RequestAsync(JobKinds.Group, _jobs.Owner);
        var queue = _jobs.Queue();
        var running = await queue.ClaimAsync(Kinds, Token);
        var second = await _jobs.RequestAsync(JobKinds.Group, _jobs.Owner);

        var whileRunning = await _jobs.Queue().ClaimAsync(Kinds, Token);
        await queue.SucceededAsync(running!, """{"joined":1}""", Token);
        var afterwards = await _jobs.Queue().ClaimAsync(Kinds, Token);

        Assert.NotEqual(first, second);
        Assert.Null(whileRunning);
        Assert.Equal(second, afterwards?.Id);
        Assert.Equal(JobState.Succeeded, (await _jobs.FindAsync(first)).State);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(JobKinds.Group, false)]
    [InlineData(null, true)]
    [InlineData(JobKinds.Group, true)]
    [InlineData(JobKinds.Scan, true)]
    public async Task ClaimAsync_LeavesWhatIsPaused_UntilItIsResumed(string? kind, bool isOfOwner)
    {
        await _jobs.RequestAsync(JobKinds.Group, _jobs.Owner);
        var others = await _jobs.RequestAsync(JobKinds.Scan, _jobs.OtherOwner, priority: JobPriorities.Idle);
        var pauses = new WorkPauses(_jobs.Source);
        Guid? owner = isOfOwner ? _jobs.Owner : null;
        await pauses.PauseAsync(kind, owner, "ann", Token);
        await pauses.PauseAsync(kind, owner, "bob", Token);
        var holdsGroup = kind is null or JobKinds.Group;
        var holdsAll = kind is null && !isOfOwner;

        var paused = await _jobs.Queue().ClaimAsync(Kinds, Token);
        var isResumed = await pauses.ResumeAsync(kind, owner, Token);
        var resumed = await _jobs.Queue().ClaimAsync(Kinds, Token);

        if (holdsAll)
            Assert.Null(paused);
        else if (holdsGroup)
            Assert.Equal(others, paused?.Id);
        else
            Assert.Equal(JobKinds.Group, paused?.Kind);
        Assert.True(isResumed);
        Assert.NotNull(resumed);
        Assert.Empty(await pauses.ListAsync(Token));
    }

    [Fact]
    public async Task CancelAsync_EndsAWaitingJobAtOnce_AndTellsTheWorkerOfARunningOne()
    {
        var waiting = await _jobs.RequestAsync(JobKinds.Group, _jobs.Owner);
        var requests = new JobRequests(_jobs.Source);

        Assert.True(await requests.CancelAsync(waiting, Token));
        var running = await _jobs.RequestAsync(JobKinds.Group, _jobs.Owner);
        var queue = _jobs.Queue();
        var job = await queue.ClaimAsync(Kinds, Token);
        Assert.Equal(JobOrder.GoOn, await queue.BeatAsync(job!, Token));
        Assert.True(await requests.CancelAsync(running, Token));

        Assert.Equal(JobOrder.Cancel, await queue.BeatAsync(job!, Token));
        await queue.CancelledAsync(job!, Token);
        Assert.Equal(JobState.Cancelled, (await _jobs.FindAsync(waiting)).State);
        Assert.Equal(JobState.Cancelled, (await _jobs.FindAsync(running)).State);
        Assert.False(await requests.CancelAsync(running, Token));
    }

    [Fact]
    public async Task FailedForNowAsync_PausesLongerEachTime_AndFailsAtTheSixth()
    {
        var id = await _jobs.RequestAsync(JobKinds.Group, _jobs.Owner);
        var queue = _jobs.Queue();
        var pauses = new List<TimeSpan>();

        for (var i = 0; i < JobQueue.MaxAttempts; i++)
        {
            var job = await queue.ClaimAsync(Kinds, Token);
            await queue.FailedForNowAsync(job!, "The disk was away.", Token);
            var row = await _jobs.FindAsync(id);
            if (row.State == JobState.Queued)
                pauses.Add(row.DueAt - await _jobs.ScalarAsync<DateTime>("SELECT now()"));
            Assert.Null(await queue.ClaimAsync(Kinds, Token));
            await _jobs.ExecuteAsync("UPDATE job_runs SET due_at = now() WHERE state = 4");
        }

        Assert.Equal(JobQueue.MaxAttempts - 1, pauses.Count);
        Assert.All(pauses.Zip(pauses.Skip(1)), pair => Assert.True(pair.Second > pair.First * 2, $"{pair}"));
        var failed = await _jobs.FindAsync(id);
        Assert.Equal(JobState.Failed, failed.State);
        Assert.Equal("The disk was away.", failed.Error);
    }

    [Fact]
    public async Task RecoverAsync_QueuesWhatADeadWorkerHeld_AndFailsItAtTheSecondDeath()
    {
        var id = await _jobs.RequestAsync(JobKinds.Group, _jobs.Owner);
        var survivor = _jobs.Queue();

        await (await _jobs.LiveWorkerWithJobAsync(Kinds)).DisposeAsync();
        Assert.Equal(1, await survivor.RecoverAsync(Token));
        var afterFirst = await _jobs.FindAsync(id);
        await (await _jobs.LiveWorkerWithJobAsync(Kinds)).DisposeAsync();
        Assert.Equal(1, await survivor.RecoverAsync(Token));
        var afterSecond = await _jobs.FindAsync(id);

        Assert.Equal((JobState.Queued, 1), (afterFirst.State, afterFirst.Crashes));
        Assert.Equal((JobState.Failed, 2), (afterSecond.State, afterSecond.Crashes));
        Assert.Contains("twice", afterSecond.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RecoverAsync_LeavesALivingWorkersJob_AndCountsNoDeathWhenOnlyTheLeaseRanOut()
    {
        var id = await _jobs.RequestAsync(JobKinds.Group, _jobs.Owner);
        await using var worker = await _jobs.LiveWorkerWithJobAsync(Kinds);
        var survivor = _jobs.Queue();

        var whileAlive = await survivor.RecoverAsync(Token);
        await _jobs.ExecuteAsync("UPDATE job_runs SET lease_until = now() - interval '1 second' WHERE state = 0");
        var whenHung = await survivor.RecoverAsync(Token);

        Assert.Equal((0, 1), (whileAlive, whenHung));
        var row = await _jobs.FindAsync(id);
        Assert.Equal((JobState.Queued, 0), (row.State, row.Crashes));
        // What the worker that hung brings afterwards is not stored.
        await worker.Queue.SucceededAsync(worker.Job, """{"late":1}""", Token);
        Assert.Equal(JobState.Queued, (await _jobs.FindAsync(id)).State);
        Assert.Equal(JobOrder.Lost, await worker.Queue.BeatAsync(worker.Job, Token));
    }

    [Fact]
    public async Task RecoverAsync_LetsTheNewRequestStandForBoth_WhenTheSameWorkWaitsAlready()
    {
        var first = await _jobs.RequestAsync(JobKinds.Group, _jobs.Owner);
        var worker = await _jobs.LiveWorkerWithJobAsync(Kinds);
        var second = await _jobs.RequestAsync(JobKinds.Group, _jobs.Owner);
        await worker.DisposeAsync();

        await _jobs.Queue().RecoverAsync(Token);

        Assert.Equal(JobState.Interrupted, (await _jobs.FindAsync(first)).State);
        Assert.Equal(second, (await _jobs.Queue().ClaimAsync(Kinds, Token))?.Id);
    }

    [Fact]
    public async Task RecoverAsync_WaitsForWorkersToComeBack_WhenTheServerHasJustStarted()
    {
        var id = await _jobs.RequestAsync(JobKinds.Group, _jobs.Owner);
        await (await _jobs.LiveWorkerWithJobAsync(Kinds)).DisposeAsync();
        var patient = new JobQueue(_jobs.Source, new WorkerIdentity()) { RestartGrace = TimeSpan.FromDays(365) };

        Assert.Equal(0, await patient.RecoverAsync(Token));
        Assert.Equal(JobState.Running, (await _jobs.FindAsync(id)).State);
    }

    [Fact]
    public async Task GiveBackAsync_CountsNoAttempt()
    {
        var id = await _jobs.RequestAsync(JobKinds.Group, _jobs.Owner);
        var queue = _jobs.Queue();
        var job = await queue.ClaimAsync(Kinds, Token);

        await queue.GiveBackAsync(job!, Token);

        var row = await _jobs.FindAsync(id);
        Assert.Equal((JobState.Queued, 0, 0), (row.State, row.Attempts, row.Crashes));
        Assert.NotNull(await queue.ClaimAsync(Kinds, Token));
    }

    [Fact]
    public async Task GiveBackAllAsync_QueuesWhatTheWorkerHolds_AndNothingElse()
    {
        var mine = await _jobs.RequestAsync(JobKinds.Group, _jobs.Owner);
        var queue = _jobs.Queue();
        await queue.ClaimAsync(Kinds, Token);
        var others = await _jobs.RequestAsync(JobKinds.Group, _jobs.OtherOwner);
        await using var worker = await _jobs.LiveWorkerWithJobAsync(Kinds);

        await queue.GiveBackAllAsync(Token);

        Assert.Equal((JobState.Queued, 0), ((await _jobs.FindAsync(mine)).State, (await _jobs.FindAsync(mine)).Attempts));
        Assert.Equal(JobState.Running, (await _jobs.FindAsync(others)).State);
    }

    [Fact]
    public async Task Trigger_RefusesMovesThatAreNotInTheTable()
    {
        var id = await _jobs.RequestAsync(JobKinds.Group, _jobs.Owner);
        foreach (var from in Enum.GetValues<JobState>())
        {
            foreach (var to in Enum.GetValues<JobState>().Where(to => to != from))
            {
                await _jobs.ExecuteAsync(
                    $"""
                    ALTER TABLE job_runs DISABLE TRIGGER job_legal_moves;
                    UPDATE job_runs SET state = {(int)from} WHERE id = '{id}';
                    ALTER TABLE job_runs ENABLE TRIGGER job_legal_moves
                    """);
                var move = () => _jobs.ExecuteAsync($"UPDATE job_runs SET state = {(int)to} WHERE id = '{id}'");
                if (JobTransitions.All.Contains((from, to)))
                    await move();
                else
                    Assert.Equal(PostgresErrorCodes.CheckViolation, (await Assert.ThrowsAsync<PostgresException>(move)).SqlState);
            }
        }
    }
}
