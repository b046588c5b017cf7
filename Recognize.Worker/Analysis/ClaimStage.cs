using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Recognize.Models.Media;
using Recognize.Worker.Database;
using Recognize.Worker.Limits;

namespace Recognize.Worker.Analysis;

/// <summary>Claims what is due, as much as the crew will soon do, for as long as the limits allow work.</summary>
internal sealed class ClaimStage(
    AnalysisLedger ledger, MediaAnalyzer analyzer, WorkGate gate, DatabaseRetry retry, AnalysisOptions options,
    TimeProvider clock, ILogger<ClaimStage> log)
{
    /// <summary>Files claimed for each thread, so that none waits for the database.</summary>
    public const int FilesPerThread = 4;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>When nothing was due for a while: a photo that is new then waits a little longer for it.</summary>
    private static readonly TimeSpan LongPause = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LongPauseAfter = TimeSpan.FromSeconds(10);

    /// <summary>Runs until cancelled, or until the last round found nothing or was held back.</summary>
    public async Task RunAsync(
        ChannelWriter<ClaimedMedia> claims, WorkInHand work, AnalystCrew crew, IReadOnlyCollection<Guid>? libraries,
        Func<bool> mayEnd, CancellationToken cancellationToken)
    {
        var rest = new Rest(analyzer, options, clock, log);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Asked before the claim: work that is added between the two is found by the next round.
            var isLastRound = mayEnd();
            var mayWork = await gate.MayWorkAsync(cancellationToken);
            if (mayWork)
            {
                crew.GrowTo(gate.Threads);
                if (await ClaimAsync(claims, work, libraries, cancellationToken))
                {
                    rest.End();
                    continue;
                }
            }
            if (!work.IsEmpty)
            {
                await work.WhenChangedAsync(Pause, clock, cancellationToken);
                continue;
            }
            if (mayWork && await ClaimSuspectAsync(claims, work, libraries, cancellationToken))
            {
                rest.End();
                // Alone to its end: what came beside it meanwhile would share the blame for a death.
                while (!work.IsEmpty)
                    await work.WhenChangedAsync(Pause, clock, cancellationToken);
                continue;
            }
            if (isLastRound)
            {
                // Whoever asked for the run looks whether anything is left, and comes back.
                if (!mayWork)
                    await Task.Delay(LongPause, clock, cancellationToken);
                return;
            }
            rest.GoOn();
            await Task.Delay(rest.Time < LongPauseAfter ? Pause : LongPause, clock, cancellationToken);
        }
    }

    private async Task<bool> ClaimAsync(
        ChannelWriter<ClaimedMedia> claims, WorkInHand work, IReadOnlyCollection<Guid>? libraries,
        CancellationToken cancellationToken)
    {
        var batch = await retry.RunAsync(
            token => ledger.ClaimAsync(gate.Threads * FilesPerThread, libraries, token), cancellationToken);
        foreach (var claimed in batch)
            work.Add(claimed.MediaId);
        if (batch.Count > 0)
            analyzer.Load(batch.Any(claimed => claimed.Kind == MediaKind.Photo));
        foreach (var claimed in batch)
            await claims.WriteAsync(claimed, cancellationToken);
        return batch.Count > 0;
    }

    private async Task<bool> ClaimSuspectAsync(
        ChannelWriter<ClaimedMedia> claims, WorkInHand work, IReadOnlyCollection<Guid>? libraries,
        CancellationToken cancellationToken)
    {
        var suspect = await retry.RunAsync(token => ledger.ClaimSuspectAsync(libraries, token), cancellationToken);
        if (suspect is null)
            return false;
        AnalysisLog.Suspect(log, suspect.MediaId);
        work.Add(suspect.MediaId);
        analyzer.Load();
        await claims.WriteAsync(suspect, cancellationToken);
        return true;
    }

    /// <summary>The time in which there is nothing to do: what is in memory for files alone is let go.</summary>
    private sealed class Rest(MediaAnalyzer analyzer, AnalysisOptions options, TimeProvider clock, ILogger log)
    {
        private long? _since;
        private TimeSpan _releaseAfter = options.UnloadAfter;

        public TimeSpan Time => _since is { } since ? clock.GetElapsedTime(since) : TimeSpan.Zero;

        public void End() => (_since, _releaseAfter) = (null, options.UnloadAfter);

        public void GoOn()
        {
            _since ??= clock.GetTimestamp();
            if (Time < _releaseAfter)
                return;
            // Again and again: pools of buffers let go only of what lay unused since the collection before, and asking
            // whether something is due leaves traces.
            _releaseAfter = Time + (options.UnloadAfter * 4);
            AnalysisLog.Rests(log);
            analyzer.Unload();
            MemoryRelease.RunAtRest();
        }
    }
}
