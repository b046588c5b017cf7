using Microsoft.Extensions.Logging;

namespace Recognize.Models.Persistence.Embedded;

/// <summary>Messages of the embedded database, events 9000-9999.</summary>
internal static partial class EmbeddedPostgresLog
{
    [LoggerMessage(9000, LogLevel.Information, "Making a new database cluster (PostgreSQL {Major})")]
    public static partial void Initialising(ILogger logger, int major);

    [LoggerMessage(9001, LogLevel.Information, "Database server started in {DurationMs} ms")]
    public static partial void Started(ILogger logger, long durationMs);

    [LoggerMessage(9002, LogLevel.Information, "Database server runs already, as process {ProcessId}: using it")]
    public static partial void Adopted(ILogger logger, int processId);

    [LoggerMessage(9003, LogLevel.Information, "Database server stopped in {DurationMs} ms")]
    public static partial void Stopped(ILogger logger, long durationMs);

    [LoggerMessage(9004, LogLevel.Debug, "Database server left running for other processes of this home")]
    public static partial void LeftRunning(ILogger logger);

    [LoggerMessage(9005, LogLevel.Warning, "Process {ProcessId} of the server's pid file is another program: ignored")]
    public static partial void StaleProcessId(ILogger logger, int processId);

    [LoggerMessage(9006, LogLevel.Information, "Waiting for remains of a killed database server to end")]
    public static partial void WaitingForRemains(ILogger logger);
}
