using Microsoft.EntityFrameworkCore;
using Recognize.Models.Jobs;
using Recognize.Models.Persistence;
using Recognize.Worker.Scanning;

namespace Recognize.Worker.Jobs.Handlers;

/// <summary>Compares a library with the disk. Safe to begin anew: a scan only writes differences.</summary>
internal sealed class ScanHandler(IDbContextFactory<RecognizeDbContext> databases, LibraryWork work) : IJobHandler
{
    public string Kind => JobKinds.Scan;

    public bool IsHeavy => false;

    public bool HeedsLimits => false;

    public bool IsPossible => true;

    public async Task<string> RunAsync(JobInHand job, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var library = await database.Libraries.SingleOrDefaultAsync(
                library => library.Id == job.LibraryId, cancellationToken)
            ?? throw new JobRefusedException("The library is there no longer.");
        try
        {
            var summary = await work.ScanAsync(
                library, ScanExtent.Parse(job.Subject), new ImmediateProgress(walked => job.Report(walked, null)),
                cancellationToken);
            return summary.ToJson();
        }
        catch (Exception failure) when (failure is ScanPathException or LibrarySuspendedException)
        {
            throw new JobRefusedException(failure.Message);
        }
    }
}
