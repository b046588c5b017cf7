using Microsoft.EntityFrameworkCore;
using Quartz;
using Recognize.Models.Jobs;
using Recognize.Models.Persistence;

namespace Recognize.Worker.Jobs;

/// <summary>Asks for a scan when a library's schedule says so.</summary>
internal sealed class RequestScanJob(IDbContextFactory<RecognizeDbContext> databases, JobRequests requests) : IJob
{
    public const string Library = "library";

    /// <summary>What the trigger was made from.</summary>
    public const string Cron = "cron";

    public static readonly JobKey Key = new("request-scan");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var id = Guid.Parse(context.MergedJobDataMap.GetString(Library)!);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var library = await database.Libraries.SingleOrDefaultAsync(library => library.Id == id, cancellationToken);
        // Taken in by a library around it since.
        if (library is null)
            return;
        await requests.RequestAsync(
            new JobRequest(JobKinds.Scan, library.OwnerId, library.Id, "", "schedule"), cancellationToken);
    }
}
