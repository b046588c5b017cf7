using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Recognize.Models.Persistence;
using Recognize.Worker.Analysis;

namespace Recognize.Worker.Jobs;

/// <summary>Runs the pipeline for as long as the worker lives.</summary>
internal sealed class AnalysisService(
    IDbContextFactory<RecognizeDbContext> databases, LibraryWork work, LedgerReconciler reconciler,
    AnalysisPipeline pipeline) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using (var database = await databases.CreateDbContextAsync(stoppingToken))
        {
            foreach (var ownerId in await database.Users.Select(user => user.Id).ToListAsync(stoppingToken))
                await reconciler.ReconcileAsync(ownerId, await work.PlanAsync(ownerId, stoppingToken), stoppingToken);
        }
        await pipeline.RunAsync(null, new AnalysisCounters(), () => false, stoppingToken);
    }
}
