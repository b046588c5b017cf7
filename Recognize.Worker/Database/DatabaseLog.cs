using Microsoft.Extensions.Logging;

namespace Recognize.Worker.Database;

internal static partial class DatabaseLog
{
    [LoggerMessage(4000, LogLevel.Warning, "The database is away, waiting for it: {Reason}")]
    public static partial void Away(ILogger log, string reason);

    [LoggerMessage(4001, LogLevel.Error, "The database could not be started again: {Reason}")]
    public static partial void NotRevived(ILogger log, string reason);
}
