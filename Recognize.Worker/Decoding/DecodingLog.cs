using Microsoft.Extensions.Logging;

namespace Recognize.Worker.Decoding;

internal static partial class DecodingLog
{
    [LoggerMessage(9001, LogLevel.Debug, "Decoder {ProcessId} started")]
    public static partial void Started(ILogger log, int processId);

    [LoggerMessage(9002, LogLevel.Debug, "Decoder {ProcessId} ended: it had nothing to do")]
    public static partial void Ended(ILogger log, int processId);

    [LoggerMessage(9003, LogLevel.Information, "A decoder died: {Reason}. The file is tried once more on a fresh one")]
    public static partial void Died(ILogger log, string reason);
}
