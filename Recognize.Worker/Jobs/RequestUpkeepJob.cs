using Microsoft.EntityFrameworkCore;
using Quartz;
using Recognize.Models.Jobs;
using Recognize.Models.Persistence;

namespace Recognize.Worker.Jobs;

/// <summary>
/// Asks for house-keeping that was last done too long ago. Asked for by age rather than by the hour of the day: a home's
/// server may be off every night.
/// </summary>
[DisallowConcurrentExecution]
internal sealed class RequestUpkeepJob(
    IDbContextFactory<RecognizeDbContext> databases, JobRequests requests, TimeProvider clock) : IJob
{
    public static readonly JobKey Key = new("request-upkeep");

    private static readonly (string Kind, TimeSpan Interval)[] Upkeep =
    [
        (JobKinds.CleanUp, TimeSpan.FromHours(6)),
        (JobKinds.Thumbnails, TimeSpan.FromDays(7)),
    ];

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        foreach (var (kind, interval) in Upkeep)
        {
            var since = clock.GetUtcNow() - interval;
            var isDone = await database.JobRuns.AnyAsync(
                run => run.Kind == kind && run.State == JobState.Succeeded && run.FinishedAt > since, cancellationToken);
            if (!isDone)
            {
                await requests.RequestAsync(
                    new JobRequest(kind, null, null, "", "schedule", JobPriorities.Idle), cancellationToken);
            }
        }
    }
}
