using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Recognize.Worker.Limits;

namespace Recognize.Worker.Analysis;

/// <summary>The threads of one run that carry files from the disk to their results, one file each at a time.</summary>
/// <param name="analyzer">Does the work.</param>
/// <param name="gate">Asked before each file.</param>
/// <param name="claims">Files to do; the crew ends with them.</param>
/// <param name="outcomes">What came of each.</param>
/// <param name="log">One line a file.</param>
/// <param name="stop">No further file is begun.</param>
/// <param name="breakOff">Files in work are broken off.</param>
internal sealed class AnalystCrew(
    MediaAnalyzer analyzer, WorkGate gate, ChannelReader<ClaimedMedia> claims, ChannelWriter<AnalysisOutcome> outcomes,
    ILogger log, CancellationToken stop, CancellationToken breakOff)
{
    private readonly List<Task> _analysts = [];
    private int _inWork;

    /// <summary>Files in work.</summary>
    public int InWork => Volatile.Read(ref _inWork);

    /// <summary>Adds threads up to so many; when fewer are wanted later, the gate keeps the rest waiting.</summary>
    public void GrowTo(int threads)
    {
        while (_analysts.Count < threads)
        {
            _analysts.Add(Task.Factory.StartNew(
                Analyse, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        }
    }

    /// <summary>Ends when all threads have; fails as the first that failed.</summary>
    public Task WhenDone() => Task.WhenAll(_analysts);

    /// <summary>One thread's loop. Synchronous on purpose: decoding and inference never yield.</summary>
    private void Analyse()
    {
        while (claims.WaitToReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult())
        {
            while (claims.TryRead(out var media))
            {
                var pass = gate.EnterFile(media.Kind, media.SizeBytes, stop);
                // What was claimed and not begun is given back at the end of the run.
                if (pass is null && stop.IsCancellationRequested)
                    return;
                AnalysisOutcome outcome;
                using (pass)
                    outcome = pass is null ? AnalysisOutcome.GivenBack(media) : Analyse(media);
                while (!outcomes.TryWrite(outcome))
                {
                    if (!outcomes.WaitToWriteAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult())
                        return;
                }
            }
        }
    }

    private AnalysisOutcome Analyse(ClaimedMedia media)
    {
        var started = Stopwatch.GetTimestamp();
        Interlocked.Increment(ref _inWork);
        try
        {
            using var trace = AnalysisTrace.Analyse(media);
            var outcome = analyzer.Analyze(media, breakOff) with { Trace = trace?.Context ?? default };
            AnalysisTrace.End(trace, outcome);
            if (outcome.IsDiskFull)
                gate.WriteWasRefused();
            return outcome;
        }
        finally
        {
            Interlocked.Decrement(ref _inWork);
            AnalysisLog.Analysed(log, media.MediaId, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
    }
}
