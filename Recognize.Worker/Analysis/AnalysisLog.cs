using Microsoft.Extensions.Logging;

namespace Recognize.Worker.Analysis;

internal static partial class AnalysisLog
{
    [LoggerMessage(2000, LogLevel.Information, "Analysis begins with {Threads} threads")]
    public static partial void Began(ILogger log, int threads);

    [LoggerMessage(2001, LogLevel.Information, "Analysis ended after {Files} files in {Seconds:F1} s")]
    public static partial void Ended(ILogger log, long files, double seconds);

    [LoggerMessage(2003, LogLevel.Warning, "{Tasks} tasks of lost workers are due again")]
    public static partial void Recovered(ILogger log, int tasks);

    [LoggerMessage(2007, LogLevel.Warning, "{Files} files in work could not be broken off in time; they are given back")]
    public static partial void Abandoned(ILogger log, int files);

    [LoggerMessage(2008, LogLevel.Debug, "Nothing is due: the networks' memory is given back")]
    public static partial void Rests(ILogger log);

    [LoggerMessage(2004, LogLevel.Debug, "Media {MediaId} took {Milliseconds:F0} ms")]
    public static partial void Analysed(ILogger log, Guid mediaId, double milliseconds);

    [LoggerMessage(2005, LogLevel.Error, "Analysis of media {MediaId} failed unexpectedly")]
    public static partial void Unexpected(ILogger log, Guid mediaId, Exception failure);

    [LoggerMessage(2006, LogLevel.Information, "Media {MediaId} was in work when a worker died and is tried alone")]
    public static partial void Suspect(ILogger log, Guid mediaId);

    [LoggerMessage(2007, LogLevel.Warning, "The database's clock was set back: {Tasks} tasks that waited for it are due")]
    public static partial void ClockSetBack(ILogger log, int tasks);

    [LoggerMessage(2008, LogLevel.Information, "Task {Task} is wanted in version {Version}, which this worker has")]
    public static partial void Wanted(ILogger log, Recognize.Models.Library.AnalysisTask task, string version);

    [LoggerMessage(2010, LogLevel.Warning, "Library {LibraryId} cannot be reached; its files wait: {Reason}")]
    public static partial void LibraryAway(ILogger log, Guid libraryId, string reason);

    [LoggerMessage(2011, LogLevel.Information, "Library {LibraryId} can be reached again")]
    public static partial void LibraryBack(ILogger log, Guid libraryId);

    [LoggerMessage(2009, LogLevel.Warning, "Faces were found and not stored; their files are due again: {Reason}")]
    public static partial void FacesNotStored(ILogger log, string reason);
}
