using Microsoft.Extensions.Logging;

namespace Recognize.Worker.Exports;

internal static partial class ExportLog
{
    [LoggerMessage(16000, LogLevel.Error, "Exporting media {MediaId} failed unexpectedly")]
    public static partial void Unexpected(ILogger log, Guid mediaId, Exception failure);
}
