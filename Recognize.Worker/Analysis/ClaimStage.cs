using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Recognize.Models.Media;
using Recognize.Worker.Database;
using Recognize.Worker.Limits;

namespace Recognize.Worker.Analysis;

/// <summary>Claims what is due, as much as the crew will soon do, for as long as the limits allow work.</summary>
internal sealed class ClaimStage(
    AnalysisLedger ledger, AbsentLibraries absent, MediaAnalyzer analyzer, WorkGate gate, WorkBell bell, DatabaseRetry retry, AnalysisOptions options,
    TimeProvider clock, ILogger<ClaimStage> log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongPause = TimeSpan.FromSeconds(2);

    /// <summary>Between two looks, when nothing was due for so long: each look costs a little, and most find nothing.</summary>
    private static readonly (TimeSpan After, TimeSpan Pause)[] Pauses =
    [
        (TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(5)),
        (TimeSpan.FromSeconds(10), LongPause),
        (TimeSpan.Zero, Pause),
    ];

    private bool _turnIsHeard;

    /// <summary>Runs until cancelled, or until the last round found nothing or was held back.</summary>
    public async Task RunAsync(
        ChannelWriter<ClaimedMedia> claims, WorkInHand work, AnalystCrew crew, IReadOnlyCollection<Guid>? libraries,
        Func<bool> mayEnd, CancellationToken cancellationToken)
    {
        var rest = new Rest(analyzer, options, clock, log);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var ring = bell.Next;
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
            if (await WorkBell.WaitAsync(ring, rest.Pause, clock, cancellationToken))
                rest.Rouse();
        }
    }

    private async Task<bool> ClaimAsync(
        ChannelWriter<ClaimedMedia> claims, WorkInHand work, IReadOnlyCollection<Guid>? libraries,
        CancellationToken cancellationToken)
    {
        await retry.RunAsync(absent.LookAgainAsync, cancellationToken);
        var batch = await retry.RunAsync(
            token => ledger.ClaimAsync(gate.Threads * options.FilesPerThread, libraries, token), cancellationToken);
        foreach (var claimed in batch)
            work.Add(claimed.MediaId);
        if (!options.NetworksInTurn)
        {
            await HandOverAsync(claims, batch, cancellationToken);
            return batch.Count > 0;
        }
        var left = batch.Count;
        // What is loaded first: a claim begins with the kind that the one before has ended with.
        foreach (var turn in batch.ToLookup(IsHeard).OrderBy(turn => turn.Key != _turnIsHeard))
        {
            if (turn.Key != _turnIsHeard)
            {
                while (work.Count > left)
                    await work.WhenChangedAsync(Pause, clock, cancellationToken);
            }
            _turnIsHeard = turn.Key;
            left -= turn.Count();
            await HandOverAsync(claims, [.. turn], cancellationToken);
        }
        return batch.Count > 0;
    }

    private async Task HandOverAsync(
        ChannelWriter<ClaimedMedia> claims, IReadOnlyCollection<ClaimedMedia> files, CancellationToken cancellationToken)
    {
        if (files.Count == 0)
            return;
        analyzer.Load(files);
        foreach (var claimed in files)
            await claims.WriteAsync(claimed, cancellationToken);
    }

    private static bool IsHeard(ClaimedMedia media) => media.Kind == MediaKind.Audio;

    private async Task<bool> ClaimSuspectAsync(
        ChannelWriter<ClaimedMedia> claims, WorkInHand work, IReadOnlyCollection<Guid>? libraries,
        CancellationToken cancellationToken)
    {
        var suspect = await retry.RunAsync(token => ledger.ClaimSuspectAsync(libraries, token), cancellationToken);
        if (suspect is null)
            return false;
        AnalysisLog.Suspect(log, suspect.MediaId);
        work.Add(suspect.MediaId);
        await HandOverAsync(claims, [suspect], cancellationToken);
        return true;
    }

    /// <summary>The time in which there is nothing to do: what is in memory for files alone is let go.</summary>
    private sealed class Rest(MediaAnalyzer analyzer, AnalysisOptions options, TimeProvider clock, ILogger log)
    {
        private long? _since;
        private long? _calmSince;
        private TimeSpan _releaseAfter = options.UnloadAfter;
        private bool _hasReleased;

        /// <summary>Until the next look for work.</summary>
        public TimeSpan Pause
        {
            get
            {
                var calm = TimeSince(_calmSince);
                return Pauses.First(step => calm >= step.After).Pause;
            }
        }

        public void End() => (_since, _calmSince, _releaseAfter, _hasReleased) = (null, null, options.UnloadAfter, false);

        /// <summary>Something may become due soon.</summary>
        public void Rouse() => _calmSince = null;

        public void GoOn()
        {
            _since ??= clock.GetTimestamp();
            _calmSince ??= clock.GetTimestamp();
            var time = TimeSince(_since);
            if (time < _releaseAfter || (_hasReleased && Environment.WorkingSet < options.MemoryAtRest))
                return;
            // Again and again: pools of buffers let go only of what lay unused since the collection before, and asking
            // whether something is due leaves traces.
            _releaseAfter = time + (options.UnloadAfter * 2);
            _hasReleased = true;
            AnalysisLog.Rests(log);
            analyzer.Unload();
            MemoryRelease.RunAtRest();
        }

        private TimeSpan TimeSince(long? moment) => moment is { } at ? clock.GetElapsedTime(at) : TimeSpan.Zero;
    }
}
