namespace Recognize.Models.Library;

/// <summary>What an owner can do about a task that failed, in a sentence or two.</summary>
public static class FailureAdvice
{
    public static string Of(AnalysisErrorKind? kind) => kind switch
    {
        AnalysisErrorKind.Unreadable =>
            "See whether another program opens the file, and replace or remove it if not. It is tried again when it changes.",
        AnalysisErrorKind.Transient =>
            "Look at the disk, the share and the file's permissions, then have it tried again.",
        AnalysisErrorKind.Poison =>
            "The file is left alone until it changes. Have it tried again after an update, or remove it.",
        _ => "Have it tried again.",
    };
}
