using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;
using Recognize.Models.Library;
using Recognize.Worker.Database;

namespace Recognize.Worker.Analysis;

/// <summary>
/// Claim → analyse → write, with bounded queues in between: one thread per core carries a file from disk to its
/// results, and one writer stores results in batches, so that no core waits for the database.
/// </summary>
internal sealed class AnalysisPipeline(
    AnalysisLedger ledger, MediaAnalyzer analyzer, OutcomeWriter writer, LeaseKeeper leases, DatabaseRetry retry,
    AnalysisOptions options, TimeProvider clock, ILogger<AnalysisPipeline> log)
{
    private const int WriteBatch = 64;
    private static readonly TimeSpan WriteGathering = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan IdlePause = TimeSpan.FromMilliseconds(500);

    /// <summary>Within a service manager's ten seconds; leases that could not be given back then simply run out.</summary>
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(8);

    /// <summary>Analyses what is due until told to stop, or until nothing is left.</summary>
    /// <param name="libraries">Only files of these libraries; null for all.</param>
    /// <param name="counters">Counts as results are stored.</param>
    /// <param name="mayEnd">True once no more work will be added: the run then ends when nothing is due.</param>
    /// <param name="cancellationToken">
    /// Stops: files in work are finished and stored, claimed ones given back.
    /// </param>
    public async Task RunAsync(
        IReadOnlyCollection<Guid>? libraries, AnalysisCounters counters, Func<bool> mayEnd,
        CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        AnalysisLog.Began(log, options.Threads);
        using var keeping = new CancellationTokenSource();
        var locked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var keeper = leases.RunAsync(locked, keeping.Token);
        try
        {
            await locked.Task.WaitAsync(cancellationToken);
            await RunStagesAsync(libraries, counters, mayEnd, cancellationToken);
        }
        finally
        {
            await keeping.CancelAsync();
            await keeper;
        }
        AnalysisLog.Ended(log, counters.Analysed + counters.Failed, Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    private async Task RunStagesAsync(
        IReadOnlyCollection<Guid>? libraries, AnalysisCounters counters, Func<bool> mayEnd,
        CancellationToken cancellationToken)
    {
        // Cancelled by the caller or by a stage that failed, so that no stage waits for one that is gone.
        using var stages = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // Results are stored even while stopping, but not for ever when the database is away.
        using var storing = new CancellationTokenSource();
        await using var stopping = cancellationToken.Register(() => storing.CancelAfter(LongestStop));

        var work = new WorkInHand();
        var claims = Channel.CreateBounded<ClaimedMedia>(options.Threads * 4);
        var outcomes = Channel.CreateBounded<AnalysisOutcome>(WriteBatch * 2);
        var analysts = Enumerable.Range(0, options.Threads)
            .Select(_ => Task.Factory.StartNew(
                () => Analyse(claims.Reader, outcomes.Writer, stages.Token),
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))
            .ToArray();
        var writing = WriteAsync(outcomes, work, counters, stages, storing.Token);
        try
        {
            await ClaimAsync(claims.Writer, work, libraries, mayEnd, stages.Token);
        }
        catch (OperationCanceledException) when (stages.IsCancellationRequested)
        {
            // What follows finishes what is in work and gives the rest back; a failed stage throws when awaited.
        }
        finally
        {
            claims.Writer.Complete();
            await Task.WhenAll(analysts);
            outcomes.Writer.TryComplete();
            await writing;
            if (!work.IsEmpty)
                await retry.RunAsync(token => ledger.GiveBackAsync(work.Ids, token), storing.Token);
        }
    }

    private async Task ClaimAsync(
        ChannelWriter<ClaimedMedia> claims, WorkInHand work, IReadOnlyCollection<Guid>? libraries, Func<bool> mayEnd,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Asked before the claim: work that is added between the two is found by the next round.
            var isLastRound = mayEnd();
            var batch = await retry.RunAsync(
                token => ledger.ClaimAsync(options.Threads * 4, libraries, token), cancellationToken);
            foreach (var claimed in batch)
                work.Add(claimed.MediaId);
            if (batch.Count > 0)
                analyzer.Load();
            foreach (var claimed in batch)
                await claims.WriteAsync(claimed, cancellationToken);
            if (batch.Count > 0)
                continue;

            if (!work.IsEmpty)
            {
                await work.WhenChangedAsync(IdlePause, clock, cancellationToken);
                continue;
            }
            var suspect = await retry.RunAsync(token => ledger.ClaimSuspectAsync(libraries, token), cancellationToken);
            if (suspect is not null)
            {
                AnalysisLog.Suspect(log, suspect.MediaId);
                work.Add(suspect.MediaId);
                analyzer.Load();
                await claims.WriteAsync(suspect, cancellationToken);
                continue;
            }
            if (isLastRound)
                return;
            await Task.Delay(IdlePause, clock, cancellationToken);
        }
    }

    /// <summary>One core's loop. Synchronous on purpose: decoding and inference never yield.</summary>
    private void Analyse(
        ChannelReader<ClaimedMedia> claims, ChannelWriter<AnalysisOutcome> outcomes, CancellationToken cancellationToken)
    {
        while (claims.WaitToReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult())
        {
            while (claims.TryRead(out var media))
            {
                // What was claimed and not begun is given back.
                if (cancellationToken.IsCancellationRequested)
                    return;
                var started = Stopwatch.GetTimestamp();
                var outcome = analyzer.Analyze(media);
                AnalysisLog.Analysed(log, media.MediaId, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                while (!outcomes.TryWrite(outcome))
                {
                    if (!outcomes.WaitToWriteAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult())
                        return;
                }
            }
        }
    }

    private async Task WriteAsync(
        Channel<AnalysisOutcome> outcomes, WorkInHand work, AnalysisCounters counters, CancellationTokenSource stages,
        CancellationToken storing)
    {
        try
        {
            while (await outcomes.Reader.WaitToReadAsync(CancellationToken.None))
            {
                var batch = await GatherAsync(outcomes.Reader);
                foreach (var stored in await StoreAsync(batch, storing))
                {
                    counters.Count(stored);
                    work.Remove(stored.Media.MediaId);
                }
            }
        }
        catch (Exception failure)
        {
            outcomes.Writer.TryComplete(failure);
            await stages.CancelAsync();
            throw;
        }
    }

    private async Task<List<AnalysisOutcome>> GatherAsync(ChannelReader<AnalysisOutcome> outcomes)
    {
        var batch = new List<AnalysisOutcome>(WriteBatch);
        var began = clock.GetTimestamp();
        while (batch.Count < WriteBatch)
        {
            if (outcomes.TryRead(out var outcome))
            {
                batch.Add(outcome);
                continue;
            }
            var left = WriteGathering - clock.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
                break;
            using var timeout = new CancellationTokenSource(left, clock);
            try
            {
                if (!await outcomes.WaitToReadAsync(timeout.Token))
                    break;
            }
            catch (OperationCanceledException) when (timeout.IsCancellationRequested)
            {
                break;
            }
        }
        return batch;
    }

    /// <summary>Stores a batch; when the database refuses it, each file alone, so that one cannot stop the rest.</summary>
    private async Task<List<AnalysisOutcome>> StoreAsync(
        List<AnalysisOutcome> batch, CancellationToken cancellationToken)
    {
        try
        {
            await retry.RunAsync(token => writer.WriteAsync(batch, token), cancellationToken);
            return batch;
        }
        catch (PostgresException refusal) when (batch.Count == 1 && batch[0].HasResults)
        {
            var media = batch[0].Media;
            AnalysisLog.Unexpected(log, media.MediaId, refusal);
            return await StoreAsync(
                [AnalysisOutcome.Failed(media, AnalysisErrorKind.Transient, "The results could not be stored.")],
                cancellationToken);
        }
        catch (PostgresException) when (batch.Count > 1)
        {
            var stored = new List<AnalysisOutcome>(batch.Count);
            foreach (var outcome in batch)
                stored.AddRange(await StoreAsync([outcome], cancellationToken));
            return stored;
        }
    }
}
