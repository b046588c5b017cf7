using Microsoft.Extensions.Logging;

namespace Recognize.Models.Landmarks.Places;

internal static partial class PlacesLog
{
    [LoggerMessage(11000, LogLevel.Warning,
        "Photos get no city and country tags: {Path} is missing; ./recognize setup brings it with the parts that come by npm")]
    public static partial void CitiesMissing(ILogger log, string path);

    [LoggerMessage(11001, LogLevel.Warning, "Photos get no city and country tags: {Path} cannot be read")]
    public static partial void CitiesUnreadable(ILogger log, string path, Exception error);
}
