using Microsoft.Extensions.Logging;
using Npgsql;
using Recognize.Models.Faces.Grouping;
using Recognize.Models.People.Reclustering;
using Recognize.Models.Sealing;

namespace Recognize.Worker.Grouping;

/// <summary>
/// Computes runs that were claimed: says every second that it is alive and how far it is, and stops when told to. A process
/// that dies leaves a lease that runs out and nothing else.
/// </summary>
internal sealed class ReclusterRunner(
    NpgsqlDataSource database, OwnerKeys keys, ReclusterLeases leases, GroupingOptions options, ILogger<ReclusterRunner> log)
{
    /// <summary>Computes a run and stores its preview.</summary>
    /// <param name="run">As claimed.</param>
    /// <param name="packVersion">Only faces of this version: vectors of two networks are never compared.</param>
    /// <param name="limits">How alike faces of that network must be, before the run's settings.</param>
    /// <param name="cancellationToken">Stops the work; the run is given back for another worker.</param>
    /// <returns>Whether there is a preview now; the run says why not.</returns>
    public async Task<bool> RunAsync(
        ReclusterRun run, string packVersion, SimilarityLimits limits, CancellationToken cancellationToken)
    {
        var progress = new ReclusterProgress();
        ReclusterComputation computation;
        try
        {
            computation = new ReclusterComputation(run, options, limits, progress);
        }
        catch (ArgumentException senseless)
        {
            // Settings within their ranges that do not fit this embedder's limits.
            await leases.FailedAsync(run, senseless.Message, cancellationToken);
            return false;
        }
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var beating = BeatAsync(run, progress, ended);
        try
        {
            var isReady = await ComputeAsync(run, packVersion, computation, progress, ended.Token);
            // Given up in the last second, or lost: of a lost one this changes nothing.
            if (!isReady)
                await leases.CancelledAsync(run, CancellationToken.None);
            return isReady;
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                await leases.ReleaseAsync(run, CancellationToken.None);
                throw;
            }
            // Lost leases are somebody else's to end.
            if (await beating == ReclusterOrder.Cancel)
                await leases.CancelledAsync(run, CancellationToken.None);
            return false;
        }
        catch (Exception failure)
        {
            await leases.FailedAsync(
                run, $"An internal error ({failure.GetType().Name}); the log has more.", CancellationToken.None);
            throw;
        }
        finally
        {
            await ended.CancelAsync();
            await beating;
        }
    }

    private async Task<bool> ComputeAsync(
        ReclusterRun run, string packVersion, ReclusterComputation computation, ReclusterProgress progress,
        CancellationToken cancellationToken)
    {
        var snapshot = await ReclusterSnapshot.ReadAsync(
            database, keys, run.OwnerId, packVersion, progress, cancellationToken);
        // Off the caller's thread: hours of work with no await in it.
        var outcome = await Task.Run(() => computation.Run(snapshot, cancellationToken), cancellationToken);
        progress.Report(ReclusterStage.Storing);
        return await new ReclusterStore(database).SaveAsync(run, packVersion, snapshot.KnownAct, outcome, cancellationToken);
    }

    private async Task<ReclusterOrder> BeatAsync(
        ReclusterRun run, ReclusterProgress progress, CancellationTokenSource ended)
    {
        using var timer = new PeriodicTimer(ReclusterLeases.Beat);
        try
        {
            while (await timer.WaitForNextTickAsync(ended.Token))
            {
                var (stage, share) = progress.Now;
                var order = await TryBeatAsync(run, stage, share, ended.Token);
                if (order == ReclusterOrder.GoOn)
                    continue;
                await ended.CancelAsync();
                return order;
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The work is over.
        }
        return ReclusterOrder.GoOn;
    }

    // A database that is away for a moment ends no work of an hour; whoever lost the lease by it learns so afterwards.
    private async Task<ReclusterOrder> TryBeatAsync(
        ReclusterRun run, ReclusterStage stage, float share, CancellationToken cancellationToken)
    {
        try
        {
            return await leases.BeatAsync(run, stage, share, cancellationToken);
        }
        catch (NpgsqlException trouble)
        {
            GroupingLog.BeatFailed(log, run.Id, trouble.Message);
            return ReclusterOrder.GoOn;
        }
    }
}
