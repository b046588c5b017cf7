using Microsoft.Extensions.Logging;
using Recognize.Worker.Database;

namespace Recognize.Worker.Scanning.Watching;

/// <summary>Makes watches whose requests outlast a database that is away.</summary>
internal sealed class LibraryWatchFactory(
    WatchFilter filter, MountTable mounts, DatabaseRetry retry, ScanRequester requester, ILogger<LibraryWatch> log)
{
    public LibraryWatch Make(WatchedLibrary library, bool isFirst, WatchOptions options, TimeProvider clock) =>
        new(library, isFirst, options, filter, mounts, (extent, token) => RequestAsync(library, extent, token), clock);

    private async Task RequestAsync(WatchedLibrary library, ScanExtent extent, CancellationToken cancellationToken)
    {
        await retry.RunAsync(token => requester(library.OwnerId, library.Id, extent.Subject, token), cancellationToken);
        WatchingLog.Requested(log, library.Id, extent.Paths.Count);
    }
}
