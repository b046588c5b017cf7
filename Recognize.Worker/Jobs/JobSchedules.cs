using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;
using Recognize.Models.Jobs;
using Recognize.Models.Library;
using Recognize.Models.Persistence;
using Recognize.Worker.Database;

namespace Recognize.Worker.Jobs;

/// <summary>
/// Keeps the schedules of the cluster in line with the libraries: one trigger a library. Schedules only ask for jobs;
/// whoever has time does them.
/// </summary>
internal sealed class JobSchedules(
    ScheduleEngine engine, IDbContextFactory<RecognizeDbContext> databases, JobRequests requests, WorkerPresence presence,
    DatabaseRetry retry, TimeProvider clock, ILogger<JobSchedules> log) : BackgroundService
{
    private const string ScanGroup = "scans";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await presence.WhenAnnouncedAsync(stoppingToken);
        await engine.StartAsync(stoppingToken);
        // What happened while nothing ran is seen at once, not at the next quarter of an hour. A watch that begins asks itself.
        await retry.RunAsync(RequestScansAsync, stoppingToken);
        while (true)
        {
            await engine.RunAsync(SyncAsync, stoppingToken);
            await Task.Delay(Interval, clock, stoppingToken);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await engine.StopAsync(cancellationToken);
    }

    private async Task RequestScansAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        foreach (var library in await database.Libraries.Where(library => !library.IsWatched)
            .OrderBy(library => library.Id).ToListAsync(cancellationToken))
        {
            await requests.RequestAsync(
                new JobRequest(JobKinds.Scan, library.OwnerId, library.Id, "", "start"), cancellationToken);
        }
    }

    internal async Task SyncAsync(IScheduler scheduler, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var libraries = await database.Libraries.OrderBy(library => library.Id).ToListAsync(cancellationToken);
        var known = await scheduler.GetTriggerKeys(GroupMatcher<TriggerKey>.GroupEquals(ScanGroup), cancellationToken);
        foreach (var gone in known.Where(key => libraries.TrueForAll(library => library.Id.ToString() != key.Name)))
            await scheduler.UnscheduleJob(gone, cancellationToken);
        foreach (var library in libraries)
            await SyncAsync(scheduler, library, cancellationToken);
    }

    private async Task SyncAsync(IScheduler scheduler, MediaLibrary library, CancellationToken cancellationToken)
    {
        var wanted = library.ScanCron ?? ScanSchedule.Default;
        if (!CronExpression.TryParse(wanted, CronFormat.Unix, out var cron))
        {
            JobsLog.BadCron(log, library.Id, wanted);
            wanted = ScanSchedule.Default;
            cron = CronExpression.Parse(wanted, CronFormat.Unix);
        }
        var key = new TriggerKey(library.Id.ToString(), ScanGroup);
        var current = await scheduler.GetTrigger(key, cancellationToken);
        if (current?.JobDataMap.GetString(RequestScanJob.Cron) == wanted)
            return;
        var trigger = TriggerBuilder.Create()
            .WithIdentity(key)
            .ForJob(RequestScanJob.Key)
            .UsingJobData(RequestScanJob.Library, library.Id.ToString())
            .UsingJobData(RequestScanJob.Cron, wanted)
            .WithSchedule(CronScheduleBuilder.Create(cron!))
            .Build();
        try
        {
            if (current is null)
                await scheduler.ScheduleJob(trigger, cancellationToken: cancellationToken);
            else
                await scheduler.RescheduleJob(key, trigger, cancellationToken);
        }
        catch (ObjectAlreadyExistsException)
        {
            // Another worker was faster.
        }
    }
}
