using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Recognize.Worker.Database;
using Recognize.Worker.Limits;

namespace Recognize.Worker.Analysis;

/// <summary>
/// Claim → analyse → write, with bounded queues in between: one thread per core carries a file from disk to its
/// results, and one writer stores results in batches, so that no core waits for the database.
/// </summary>
internal sealed class AnalysisPipeline(
    ClaimStage claiming, MediaAnalyzer analyzer, OutcomeStage storing, AnalysisLedger ledger, LeaseKeeper leases,
    DatabaseRetry retry, WorkGate gate, AnalysisOptions options, ILogger<AnalysisPipeline> log)
{
    /// <summary>
    /// Analyses what is due until told to stop, until nothing is left, or until what is left is held back by the limits.
    /// </summary>
    /// <param name="libraries">Only files of these libraries, for a user who waits for them; null for all.</param>
    /// <param name="counters">Counts as results are stored.</param>
    /// <param name="mayEnd">True once no more work will be added: the run then ends when nothing can be done.</param>
    /// <param name="cancellationToken">
    /// Stops: files in work are finished and stored when that is soon, the rest is given back, all of it in less than the
    /// ten seconds of a service manager.
    /// </param>
    public async Task RunAsync(
        IReadOnlyCollection<Guid>? libraries, AnalysisCounters counters, Func<bool> mayEnd,
        CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        AnalysisLog.Began(log, gate.Threads);
        using var keeping = new CancellationTokenSource();
        using var foreground = libraries is null ? null : gate.InForeground();
        var locked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var keepers = Task.WhenAll(leases.RunAsync(locked, keeping.Token), gate.KeepAsync(keeping.Token));
        try
        {
            await locked.Task.WaitAsync(cancellationToken);
            await RunStagesAsync(libraries, counters, mayEnd, cancellationToken);
        }
        finally
        {
            await keeping.CancelAsync();
            await keepers;
        }
        AnalysisLog.Ended(log, counters.Analysed + counters.Failed, Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    private async Task RunStagesAsync(
        IReadOnlyCollection<Guid>? libraries, AnalysisCounters counters, Func<bool> mayEnd,
        CancellationToken cancellationToken)
    {
        // Cancelled by the caller or by a stage that failed, so that no stage waits for one that is gone.
        using var stages = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var stop = new OrderlyStop(options, stages.Token);

        var work = new WorkInHand();
        var claims = Channel.CreateBounded<ClaimedMedia>(gate.Threads * options.FilesPerThread);
        var outcomes = Channel.CreateBounded<AnalysisOutcome>(OutcomeStage.BatchSize * 2);
        var crew = new AnalystCrew(
            analyzer, gate, claims.Reader, outcomes.Writer, log, stages.Token, stop.BreakOff);
        var writing = storing.RunAsync(outcomes, work, counters, stages, stop.GiveUp);
        try
        {
            await claiming.RunAsync(claims.Writer, work, crew, libraries, mayEnd, stages.Token);
        }
        catch (OperationCanceledException) when (stages.IsCancellationRequested)
        {
            // What follows finishes what is in work and gives the rest back; a failed stage throws when awaited.
        }
        finally
        {
            claims.Writer.Complete();
            await WhenDoneAsync(crew, stop.Abandon);
            outcomes.Writer.TryComplete();
            await writing;
            if (!work.IsEmpty || stages.IsCancellationRequested)
                await retry.RunAsync(ledger.GiveBackAllAsync, stop.GiveUp);
        }
    }

    private async Task WhenDoneAsync(AnalystCrew crew, CancellationToken abandon)
    {
        try
        {
            await crew.WhenDone().WaitAsync(abandon);
        }
        catch (OperationCanceledException) when (abandon.IsCancellationRequested)
        {
            // Their threads end with the process; what they still bring finds the queue closed.
            AnalysisLog.Abandoned(log, crew.InWork);
        }
    }
}
