using Recognize.Models.People.Reclustering;
using Recognize.Worker.Jobs;

namespace Recognize.Worker.CommandLine;

/// <summary>
/// Sees a run through to its preview: computed in this process, or watched where a worker was faster. Interrupted, the run
/// is given up.
/// </summary>
internal sealed class ReclusterWait(ReclusterRuns runs, ReclusterWork work, ReclusterPrinter printer)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <exception cref="CommandFailure">There is no preview; the message says why.</exception>
    public async Task<ReclusterRun> RunAsync(ReclusterRun run, CancellationToken cancellationToken)
    {
        try
        {
            var finished = await WatchAsync(run, cancellationToken);
            return finished.State == ReclusterState.Ready
                ? finished
                : throw new CommandFailure(finished.Error ?? "The recluster was cancelled.");
        }
        catch (OperationCanceledException)
        {
            await runs.CancelAsync(run.OwnerId, run.Id, CancellationToken.None);
            throw;
        }
    }

    private async Task<ReclusterRun> WatchAsync(ReclusterRun run, CancellationToken cancellationToken)
    {
        var working = work.RunNextAsync(run.Id, cancellationToken);
        while (true)
        {
            await Task.WhenAny(working, Task.Delay(Pause, cancellationToken));
            var isTried = working.IsCompleted;
            // Throws what went wrong in this process.
            if (isTried)
                await working;
            var now = await runs.FindAsync(run.OwnerId, run.Id, cancellationToken)
                ?? throw new CommandFailure("The recluster was removed.");
            if (now.State is not (ReclusterState.Requested or ReclusterState.Running))
            {
                await working;
                return now;
            }
            printer.Progress(now);
            if (!isTried)
                continue;
            // A worker has it; should that one die, it is taken over here.
            await Task.Delay(Pause, cancellationToken);
            working = work.RunNextAsync(run.Id, cancellationToken);
        }
    }
}
