using Microsoft.Extensions.Logging;

namespace Recognize.Worker.Scanning.Watching;

internal static partial class WatchingLog
{
    [LoggerMessage(13000, LogLevel.Information, "Watching library {LibraryId}.")]
    public static partial void Began(ILogger log, Guid libraryId);

    [LoggerMessage(13001, LogLevel.Warning, "Library {LibraryId}: {Problem}")]
    public static partial void Problem(ILogger log, Guid libraryId, string problem);

    [LoggerMessage(13002, LogLevel.Debug, "Asked for a scan of library {LibraryId}: {Paths} paths (0 for all of it).")]
    public static partial void Requested(ILogger log, Guid libraryId, int paths);

    [LoggerMessage(13003, LogLevel.Error, "The watch over library {LibraryId} broke and will begin again.")]
    public static partial void Broke(ILogger log, Exception failure, Guid libraryId);
}
