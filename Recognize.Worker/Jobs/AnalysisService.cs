using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Recognize.Models.Inference;
using Recognize.Models.Persistence;
using Recognize.Worker.Analysis;
using Recognize.Worker.Database;

namespace Recognize.Worker.Jobs;

/// <summary>Runs the pipeline for as long as the worker lives.</summary>
internal sealed class AnalysisService(
    IDbContextFactory<RecognizeDbContext> databases, LibraryWork work, LedgerReconciler reconciler,
    AnalysisPipeline pipeline, DatabaseRetry retry, ServingAtStart serving, ILogger<AnalysisService> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Repeated as a whole when the database goes away meanwhile: what is right already is left alone.
        await retry.RunAsync(ReconcileAsync, stoppingToken);
        try
        {
            await pipeline.RunAsync(null, new AnalysisCounters(), () => false, stoppingToken);
        }
        catch (ModelFileException damaged) when (serving.HasChanged)
        {
            // The pack serves its task no more: ModelWatch has another worker do the other tasks within seconds.
            JobsLog.ModelDamaged(log, damaged.Message);
        }
    }

    private async Task ReconcileAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        foreach (var ownerId in await database.Users.Select(user => user.Id).ToListAsync(cancellationToken))
            await reconciler.ReconcileAsync(ownerId, await work.PlanAsync(ownerId, cancellationToken), cancellationToken);
    }
}
