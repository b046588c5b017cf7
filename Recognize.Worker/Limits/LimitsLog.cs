using Microsoft.Extensions.Logging;

namespace Recognize.Worker.Limits;

internal static partial class LimitsLog
{
    [LoggerMessage(9000, LogLevel.Warning, "No work is taken. {Reason} It goes on by itself")]
    public static partial void Blocked(ILogger log, string reason);

    [LoggerMessage(9001, LogLevel.Information, "Work is held back. {Reason}")]
    public static partial void Yields(ILogger log, string reason);

    [LoggerMessage(9002, LogLevel.Information, "Work goes on")]
    public static partial void GoesOn(ILogger log);

    [LoggerMessage(9003, LogLevel.Error, "The limits that are stored cannot be used, those before hold: {Reason}")]
    public static partial void Unusable(ILogger log, string reason);

    [LoggerMessage(9004, LogLevel.Warning, "The system refused the priority {Niceness}: it holds when the worker is started anew")]
    public static partial void PriorityRefused(ILogger log, string niceness);
}
