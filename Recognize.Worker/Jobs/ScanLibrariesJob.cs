using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Quartz;
using Recognize.Models.Persistence;
using Recognize.Worker.Scanning;

namespace Recognize.Worker.Jobs;

/// <summary>Scans every library, one after the other. Safe to start again: a scan only writes differences.</summary>
[DisallowConcurrentExecution]
internal sealed class ScanLibrariesJob(
    IDbContextFactory<RecognizeDbContext> databases, LibraryWork work, ILogger<ScanLibrariesJob> log) : IJob
{
    public static readonly JobKey Key = new("scan-libraries");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        foreach (var library in await database.Libraries.OrderBy(library => library.Id).ToListAsync(cancellationToken))
        {
            try
            {
                var summary = await work.ScanAsync(library, null, cancellationToken);
                JobsLog.Scanned(log, library.Id, summary.Found, summary.Added, summary.Changed, summary.Moved, summary.Removed);
            }
            catch (LibrarySuspendedException suspended)
            {
                JobsLog.Suspended(log, library.Id, suspended.Message);
            }
        }
    }
}
