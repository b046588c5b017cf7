using Microsoft.Extensions.Logging;

namespace Recognize.Worker.Grouping;

internal static partial class GroupingLog
{
    [LoggerMessage(5000, LogLevel.Warning, "Recluster {RunId} could not say that it is alive: {Reason}")]
    public static partial void BeatFailed(ILogger log, Guid runId, string reason);

    [LoggerMessage(5001, LogLevel.Warning, "The saved face index of owner {OwnerId} is made anew: {Reason}")]
    public static partial void IndexMadeAnew(ILogger log, Guid ownerId, string reason);
}
