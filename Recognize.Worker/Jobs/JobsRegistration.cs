using Microsoft.Extensions.DependencyInjection;
using Quartz;
using Recognize.Models.Jobs;
using Recognize.Models.Library;
using Recognize.Worker.Erasure;
using Recognize.Worker.Exports;
using Recognize.Worker.Jobs.Handlers;
using Recognize.Worker.Scanning.Watching;

namespace Recognize.Worker.Jobs;

/// <summary>
/// What a running worker does besides analysing files: it announces itself, does queued jobs, and takes its turn at the
/// schedules of the cluster, which only ask for jobs.
/// </summary>
internal static class JobsRegistration
{
    /// <summary>What does the jobs; the command line uses it too.</summary>
    public static IServiceCollection AddJobWork(this IServiceCollection services) => services
        .AddSingleton<JobRequests>()
        .AddSingleton<WorkPauses>()
        .AddSingleton<JobJournal>()
        .AddSingleton<LibraryWork>()
        .AddSingleton<ReclusterWork>()
        .AddSingleton(new RetentionOptions())
        .AddSingleton<WorkRates>()
        .AddSingleton<AnalysisRequests>()
        .AddSingleton<IJobHandler, ScanHandler>()
        .AddSingleton<IJobHandler, AnalyseHandler>()
        .AddSingleton<IJobHandler, GroupHandler>()
        .AddSingleton<IJobHandler, ReclusterHandler>()
        .AddSingleton<IJobHandler, ContactsHandler>()
        .AddSingleton<IJobHandler, ThumbnailsHandler>()
        .AddSingleton<IJobHandler, ExportHandler>()
        .AddCoveredExports()
        .AddSingleton<IJobHandler, CoveredExportHandler>()
        .AddSingleton<IJobHandler, CleanUpHandler>()
        .AddErasure()
        .AddSingleton<IJobHandler, EraseHandler>();

    /// <summary>The parts that run for as long as the worker lives.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="connectionString">Of the database, for the engine of the schedules.</param>
    public static IServiceCollection AddJobs(this IServiceCollection services, string connectionString)
    {
        services.AddSingleton<JobQueue>();
        services.AddSingleton<WorkerPresence>();
        services.AddHostedService(provider => provider.GetRequiredService<WorkerPresence>());
        services.AddHostedService<JobRunner>();
        services.AddSingleton<RunningJobs>();
        services.AddHostedService<JobSchedules>();
        services.AddLibraryWatching();
        services.AddSingleton<ScanRequester>(provider => (ownerId, libraryId, subject, token) =>
            provider.GetRequiredService<JobRequests>().RequestAsync(
                new JobRequest(JobKinds.Scan, ownerId, libraryId, subject, "watching"), token));
        services.AddHostedService<WatchingService>();
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(scheduler =>
            {
                scheduler.InstanceName = "recognize";
                // A literal id would be shared by all nodes, and a dead node's triggers would never be recovered.
                scheduler.GenerateInstanceId = true;
                // Schedules that another process makes begin within this time instead of half a minute.
                scheduler.IdleWaitTime = TimeSpan.FromSeconds(20);
            });
            // They only write a row each.
            quartz.UseDefaultThreadPool(1);
            quartz.UsePersistentStore(store =>
            {
                store.UsePostgres(connectionString);
                store.ProvisionSchema();
                store.UseClustering(cluster =>
                {
                    cluster.CheckinInterval = TimeSpan.FromSeconds(10);
                    cluster.CheckinMisfireThreshold = TimeSpan.FromSeconds(20);
                });
            });
            // Its triggers come and go with the libraries.
            quartz.AddJob<RequestScanJob>(job => job.WithIdentity(RequestScanJob.Key).StoreDurably());
            Every<RequestDueJob>(quartz, RequestDueJob.Key, TimeSpan.FromSeconds(30));
            Every<RequestUpkeepJob>(quartz, RequestUpkeepJob.Key, TimeSpan.FromHours(1));
        });
        services.AddSingleton<ScheduleEngine>();
        return services;
    }

    private static void Every<TJob>(IQuartzBuilder quartz, JobKey key, TimeSpan interval)
        where TJob : class, IJob => quartz.ScheduleJob<TJob>(
            trigger => trigger
                .WithIdentity(key.Name)
                .StartNow()
                .WithSimpleSchedule(schedule => schedule.WithInterval(interval).RepeatForever()),
            job => job.WithIdentity(key));
}
