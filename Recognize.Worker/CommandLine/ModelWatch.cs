using Microsoft.Extensions.Hosting;
using Recognize.Models.Packs;

namespace Recognize.Worker.CommandLine;

/// <summary>
/// Ends a worker when other model packs were installed or chosen than those it was started with, so that
/// <see cref="WorkerRun"/> starts the next one with them. Files in work are finished first.
/// </summary>
internal sealed class ModelWatch(InstalledPacks packs, IHostApplicationLifetime lifetime, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Whether that is why the worker ends.</summary>
    public bool HasSeenChange { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var atStart = Versions();
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (Versions() == atStart)
                continue;
            HasSeenChange = true;
            lifetime.StopApplication();
            return;
        }
    }

    private string Versions() => string.Join(' ', ModelTasks.All.Select(task => packs.Find(task)?.Version ?? "-"));
}
