using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Recognize.Models.Jobs;
using Recognize.Worker.Analysis;
using Recognize.Worker.Database;
using Recognize.Worker.Limits;

namespace Recognize.Worker.Jobs;

/// <summary>Takes jobs from the queue and does them, a few at a time, at most one of them a heavy one.</summary>
internal sealed class JobRunner(
    IEnumerable<IJobHandler> handlers, JobQueue queue, RunningJobs running, WorkerPresence presence, WorkGate gate,
    WorkBell bell, DatabaseRetry retry, TimeProvider clock, ILogger<JobRunner> log) : BackgroundService
{
    private const int Slots = 3;
    private static readonly TimeSpan IdlePause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RecoveryInterval = TimeSpan.FromSeconds(10);

    /// <summary>Within a service manager's ten seconds; a job that could not be given back is taken back by others.</summary>
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(8);

    private readonly IReadOnlyDictionary<string, IJobHandler> _handlers =
        handlers.ToDictionary(handler => handler.Kind, StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await presence.WhenAnnouncedAsync(stoppingToken);
        var tasks = new List<Task>();
        var recovering = RecoverAsync(stoppingToken);
        try
        {
            while (true)
            {
                tasks.RemoveAll(task => task.IsCompletedSuccessfully);
                var kinds = await retry.RunAsync(KindsToTakeAsync, stoppingToken);
                var job = kinds.Count == 0
                    ? null
                    : await retry.RunAsync(token => queue.ClaimAsync(kinds, token), stoppingToken);
                // Whatever was claimed while the worker was told to stop is given back with the rest.
                stoppingToken.ThrowIfCancellationRequested();
                if (job is null)
                {
                    await Task.WhenAny([.. tasks, Task.Delay(IdlePause, clock, stoppingToken)]);
                    continue;
                }
                running.Add(job);
                // Walks and groupings are synchronous for long stretches: off this thread.
                tasks.Add(Task.Run(() => RunAsync(job, stoppingToken), CancellationToken.None));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Each job in hand has been told as well, and gives itself back.
        }
        finally
        {
            await Task.WhenAll([.. tasks, recovering]);
            await GiveBackAllAsync();
        }
    }

    private async Task GiveBackAllAsync()
    {
        using var patience = new CancellationTokenSource(LongestStop);
        try
        {
            await retry.RunAsync(queue.GiveBackAllAsync, patience.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            // The database is away while the worker stops: leases run out.
        }
    }

    private async Task<List<string>> KindsToTakeAsync(CancellationToken cancellationToken)
    {
        if (running.Count >= Slots)
            return [];
        var mayWork = await gate.MayWorkAsync(cancellationToken);
        // A full disk: what jobs write might not fit either.
        if (!mayWork && gate.Standing.Status == WorkerStatus.Blocked)
            return [];
        var hasHeavy = running.All.Any(job => _handlers[job.Kind].IsHeavy);
        return [.. _handlers.Values
            .Where(handler => handler.IsPossible && (mayWork || !handler.HeedsLimits) && !(handler.IsHeavy && hasHeavy))
            .Select(handler => handler.Kind)];
    }

    private async Task RunAsync(JobInHand job, CancellationToken stopping)
    {
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        using var ended = new CancellationTokenSource();
        using var patience = new CancellationTokenSource();
        await using var hurry = stopping.Register(() => patience.CancelAfter(LongestStop));
        JobsLog.Began(log, job.Kind, job.Id);
        // A scan makes files due while it runs, and most other jobs when they end.
        bell.Ring();
        using var trace = AnalysisTrace.Source.StartActivity($"job {job.Kind}");
        trace?.SetTag("recognize.job.id", job.Id.ToString());
        var beating = BeatAsync(job, leave, ended.Token);
        Func<CancellationToken, Task> end;
        try
        {
            var summary = await _handlers[job.Kind].RunAsync(job, leave.Token);
            end = token => queue.SucceededAsync(job, summary, token);
        }
        catch (OperationCanceledException) when (leave.IsCancellationRequested)
        {
            end = stopping.IsCancellationRequested
                ? token => queue.GiveBackAsync(job, token)
                : token => queue.CancelledAsync(job, token);
        }
        catch (JobRefusedException refusal)
        {
            JobsLog.Refused(log, job.Kind, job.Id, refusal.Message);
            end = token => queue.FailedAsync(job, refusal.Message, token);
        }
        catch (Exception failure) when (DatabaseRetry.IsPassing(failure))
        {
            end = token => queue.FailedForNowAsync(job, "The database was away.", token);
        }
        catch (Exception failure)
        {
            // Shown to the owner: messages of other exceptions may hold paths.
            JobsLog.Failed(log, job.Kind, job.Id, failure);
            end = token => queue.FailedForNowAsync(
                job, $"An internal error ({failure.GetType().Name}); the log has more.", token);
        }
        await ended.CancelAsync();
        await beating;
        try
        {
            await retry.RunAsync(end, patience.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            // The database is away while the worker stops: the lease runs out.
            JobsLog.NotGivenBack(log, job.Kind, job.Id);
        }
        finally
        {
            running.Remove(job);
            bell.Ring();
        }
    }

    /// <summary>Renews the lease until the job has ended; tells the job when it is to stop.</summary>
    private async Task BeatAsync(JobInHand job, CancellationTokenSource leave, CancellationToken ended)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Beat, clock, ended);
                var order = await retry.RunAsync(token => queue.BeatAsync(job, token), ended);
                if (order == JobOrder.GoOn)
                    continue;
                await leave.CancelAsync();
                return;
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The job has ended.
        }
    }

    private async Task RecoverAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                var recovered = await retry.RunAsync(queue.RecoverAsync, stoppingToken);
                if (recovered > 0)
                    JobsLog.Recovered(log, recovered);
                await Task.Delay(RecoveryInterval, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The worker stops.
        }
    }
}
