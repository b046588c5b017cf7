using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace Recognize.Worker.Jobs;

/// <summary>
/// Schedules the coarse jobs in a Quartz cluster on the same database: any number of workers share them, and a job of
/// a worker that died is started again by another one.
/// </summary>
internal static class JobsRegistration
{
    public static IServiceCollection AddScheduledJobs(this IServiceCollection services, string connectionString)
    {
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(scheduler =>
            {
                scheduler.InstanceName = "recognize";
                // A literal id would be shared by all nodes, and a dead node's jobs would never be recovered.
                scheduler.GenerateInstanceId = true;
                // Jobs that another process asks for start within this time instead of half a minute.
                scheduler.IdleWaitTime = TimeSpan.FromSeconds(2);
            });
            // One for a recluster, which may take an hour, beside a scan and a grouping.
            quartz.UseDefaultThreadPool(3);
            quartz.UsePersistentStore(store =>
            {
                store.UsePostgres(connectionString);
                store.ProvisionSchema();
                store.UseClustering(cluster =>
                {
                    cluster.CheckinInterval = TimeSpan.FromSeconds(2);
                    cluster.CheckinMisfireThreshold = TimeSpan.FromSeconds(5);
                });
            });
            Schedule<ScanLibrariesJob>(quartz, ScanLibrariesJob.Key, TimeSpan.FromMinutes(15));
            Schedule<GroupFacesJob>(quartz, GroupFacesJob.Key, TimeSpan.FromSeconds(20));
            Schedule<ReclusterJob>(quartz, ReclusterJob.Key, TimeSpan.FromSeconds(5));
            Schedule<ContactsJob>(quartz, ContactsJob.Key, TimeSpan.FromSeconds(20));
            Schedule<PurgeRemovedJob>(quartz, PurgeRemovedJob.Key, TimeSpan.FromHours(6));
        });
        services.AddQuartzHostedService(hosted => hosted.WaitForJobsToComplete = true);
        return services;
    }

    private static void Schedule<TJob>(IQuartzBuilder quartz, JobKey key, TimeSpan interval)
        where TJob : class, IJob => quartz.ScheduleJob<TJob>(
            trigger => trigger
                .WithIdentity(key.Name)
                .StartNow()
                .WithSimpleSchedule(schedule => schedule
                    .WithInterval(interval).RepeatForever()),
            job => job.WithIdentity(key).RequestRecovery());
}
