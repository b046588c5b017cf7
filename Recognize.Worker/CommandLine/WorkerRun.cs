using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Recognize.Models;
using Recognize.Models.Packs;
using Recognize.Models.Persistence.Embedded;
using Recognize.Worker.Jobs;

namespace Recognize.Worker.CommandLine;

/// <summary>A worker until it is stopped, and another one after it whenever other models are to be used.</summary>
internal static class WorkerRun
{
    /// <param name="home">Where the models are.</param>
    /// <param name="database">Outlives the workers.</param>
    /// <param name="report">Told in one line why a worker is followed by another.</param>
    /// <param name="cancellationToken">Stops the worker; files in work are finished.</param>
    /// <exception cref="CommandFailure">This program has become too old for the database.</exception>
    public static async Task RunAsync(
        RecognizeHome home, DatabaseServer database, Action<string> report, CancellationToken cancellationToken)
    {
        ModelStore? models = null;
        while (true)
        {
            using var worker = WorkerHost.Create(home, database, models);
            // A file that one worker found damaged is not tried by each one after it.
            models = worker.Services.GetRequiredService<ModelStore>();
            // Running a host to its end disposes its services.
            var watch = worker.Services.GetRequiredService<ModelWatch>();
            var presence = worker.Services.GetRequiredService<WorkerPresence>();
            await worker.RunAsync(cancellationToken);
            if (presence.StopReason is { } reason)
                throw new CommandFailure(reason);
            if (cancellationToken.IsCancellationRequested || !watch.HasSeenChange)
                return;
            report("other models are in use now: what they do is made anew");
        }
    }
}
