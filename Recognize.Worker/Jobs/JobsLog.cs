using Microsoft.Extensions.Logging;

namespace Recognize.Worker.Jobs;

internal static partial class JobsLog
{
    [LoggerMessage(3000, LogLevel.Information,
        "Library {LibraryId}: {Found} files, {Added} new, {Changed} changed, {Moved} moved, {Removed} removed")]
    public static partial void Scanned(
        ILogger log, Guid libraryId, int found, int added, int changed, int moved, int removed);

    [LoggerMessage(3001, LogLevel.Warning, "Library {LibraryId} is suspended: {Reason}")]
    public static partial void Suspended(ILogger log, Guid libraryId, string reason);
}
