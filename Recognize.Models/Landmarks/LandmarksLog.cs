using Microsoft.Extensions.Logging;

namespace Recognize.Models.Landmarks;

internal static partial class LandmarksLog
{
    [LoggerMessage(11100, LogLevel.Warning, "The gallery of landmarks: line {Line} of labels.csv is left out. {Reason}")]
    public static partial void UnusableReference(ILogger logger, int line, string reason);
}
