using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;
using Recognize.Models.Library;
using Recognize.Worker.Database;

namespace Recognize.Worker.Analysis;

/// <summary>Stores what comes of files in batches, so that no core waits for the database, and gives back the rest.</summary>
internal sealed class OutcomeStage(
    OutcomeWriter writer, AnalysisLedger ledger, AbsentLibraries absent, DatabaseRetry retry, TimeProvider clock, ILogger<OutcomeStage> log)
{
    /// <summary>Outcomes stored in one transaction.</summary>
    public const int BatchSize = 64;

    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs until there will be no further outcome.</summary>
    /// <param name="outcomes">Closed with the failure when one cannot be stored.</param>
    /// <param name="work">What is stored or given back is in hand no longer.</param>
    /// <param name="counters">Counts what was stored.</param>
    /// <param name="stages">Cancelled on a failure: no other stage waits for this one then.</param>
    /// <param name="storing">Gives up a database that is away.</param>
    public async Task RunAsync(
        Channel<AnalysisOutcome> outcomes, WorkInHand work, AnalysisCounters counters, CancellationTokenSource stages,
        CancellationToken storing)
    {
        try
        {
            while (await outcomes.Reader.WaitToReadAsync(CancellationToken.None))
            {
                var batch = (await JudgeAsync(await GatherAsync(outcomes.Reader, work), storing)).ToLookup(outcome => outcome.IsGivenBack);
                await GiveBackAsync(batch[true], work, storing);
                foreach (var stored in await StoreAsync([.. batch[false]], storing))
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

    /// <summary>
    /// A failure says nothing about a file whose library went away, whatever the decoder said: such a file is given back.
    /// </summary>
    private async Task<List<AnalysisOutcome>> JudgeAsync(List<AnalysisOutcome> batch, CancellationToken cancellationToken)
    {
        var away = new HashSet<Guid>();
        // Once for each library: a folder may hold thousands of files that fail for reasons of their own.
        foreach (var library in batch.Where(outcome => outcome.HasFailures).Select(outcome => outcome.Media.Library).Distinct())
        {
            if (await retry.RunAsync(token => absent.IsAwayAsync(library, token), cancellationToken))
                away.Add(library.Id);
        }
        return batch.ConvertAll(outcome => outcome.HasFailures && away.Contains(outcome.Media.Library.Id)
            ? AnalysisOutcome.GivenBack(outcome.Media)
            : outcome);
    }

    private async Task GiveBackAsync(
        IEnumerable<AnalysisOutcome> outcomes, WorkInHand work, CancellationToken cancellationToken)
    {
        var ids = outcomes.Select(outcome => outcome.Media.MediaId).ToList();
        if (ids.Count == 0)
            return;
        await retry.RunAsync(token => ledger.GiveBackAsync(ids, token), cancellationToken);
        foreach (var id in ids)
            work.Remove(id);
    }

    /// <summary>Does not wait for company when all that is in hand is here: somebody may be waiting for the last file.</summary>
    private async Task<List<AnalysisOutcome>> GatherAsync(ChannelReader<AnalysisOutcome> outcomes, WorkInHand work)
    {
        var batch = new List<AnalysisOutcome>(BatchSize);
        var began = clock.GetTimestamp();
        while (batch.Count < BatchSize)
        {
            if (outcomes.TryRead(out var outcome))
            {
                batch.Add(outcome);
                continue;
            }
            var left = Gathering - clock.GetElapsedTime(began);
            if (left <= TimeSpan.Zero || batch.Count >= work.Count)
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
        if (batch.Count == 0)
            return batch;
        try
        {
            using var trace = AnalysisTrace.Store(batch);
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
