using Microsoft.Extensions.Hosting;
using Recognize.Worker.Jobs;

namespace Recognize.Worker.CommandLine;

/// <summary>
/// Ends a worker when other model packs were installed or chosen than those it was started with, or a file of one was found
/// damaged, so that <see cref="WorkerRun"/> starts the next one with them. Files in work are finished first.
/// </summary>
internal sealed class ModelWatch(ServingAtStart serving, IHostApplicationLifetime lifetime, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Whether that is why the worker ends.</summary>
    public bool HasSeenChange { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (!serving.HasChanged)
                continue;
            HasSeenChange = true;
            lifetime.StopApplication();
            return;
        }
    }
}
