using Microsoft.Extensions.Logging;

namespace Recognize.Worker.Jobs;

internal static partial class JobsLog
{
    [LoggerMessage(3000, LogLevel.Information, "Job {Kind} {JobId} begins")]
    public static partial void Began(ILogger log, string kind, Guid jobId);

    [LoggerMessage(3001, LogLevel.Warning, "Job {Kind} {JobId} cannot be done: {Reason}")]
    public static partial void Refused(ILogger log, string kind, Guid jobId, string reason);

    [LoggerMessage(3002, LogLevel.Error, "Job {Kind} {JobId} failed")]
    public static partial void Failed(ILogger log, string kind, Guid jobId, Exception failure);

    [LoggerMessage(3003, LogLevel.Warning, "Job {Kind} {JobId} could not be given back; others take it when its lease has run out")]
    public static partial void NotGivenBack(ILogger log, string kind, Guid jobId);

    [LoggerMessage(3004, LogLevel.Warning, "{Count} job(s) of workers that are gone are queued again")]
    public static partial void Recovered(ILogger log, int count);

    [LoggerMessage(3005, LogLevel.Error, "{Reason}")]
    public static partial void TooOld(ILogger log, string reason);

    [LoggerMessage(3006, LogLevel.Warning, "Library {LibraryId}: '{Cron}' is no schedule; the default is used")]
    public static partial void BadCron(ILogger log, Guid libraryId, string cron);

    [LoggerMessage(3007, LogLevel.Error, "{Reason} What it does waits until then.")]
    public static partial void ModelDamaged(ILogger log, string reason);

    [LoggerMessage(3020, LogLevel.Warning, "{Reason}")]
    public static partial void NotSealed(ILogger log, string reason);

    [LoggerMessage(3021, LogLevel.Information, "Of user {OwnerId}, {Values} values that lay in the clear or under an earlier key were sealed")]
    public static partial void Sealed(ILogger log, Guid ownerId, long values);
}
