using Microsoft.Extensions.Hosting;
using Recognize.Worker.Scanning.Watching;

namespace Recognize.Worker.Jobs;

/// <summary>Watches libraries for as long as the worker lives.</summary>
internal sealed class WatchingService(LibraryWatching watching, WorkerPresence presence) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await presence.WhenAnnouncedAsync(stoppingToken);
        await watching.RunAsync(stoppingToken);
    }
}
