namespace Recognize.Worker.Scanning.Watching;

/// <summary>What an owner or operator reads about watching, each with what to do about it.</summary>
internal static class WatchProblems
{
    public const string Overflow =
        "More changed at once than the system could report. A full scan has been asked for and finds the rest.";

    public const string FolderMissing =
        "The library's folder is not there or may not be read (is the disk mounted?). Watching begins again when it is back.";

    public const string FoldersUnreadable =
        "Some folders may not be watched, because this account may not read them: "
        + "changes in them are found by a full scan once they can be read.";

    /// <summary>The kernel's word for "no more watches"; the same on all processors.</summary>
    private const int NoSpace = 28;

    private const int TooManyInProcess = 24;

    private const int TooManyInSystem = 23;

    public static string Remote(string fileSystem) =>
        $"The library lies on a network file system ({fileSystem}): changes made on this machine are noticed at once, "
        + "those made on other machines by the next full scan.";

    /// <summary>Why watching failed or is not complete.</summary>
    public static string Of(Exception failure) => failure switch
    {
        InternalBufferOverflowException => Overflow,
        IOException { HResult: NoSpace } =>
            $"The library has more folders than this machine may watch{LimitOf("max_user_watches")}: changes in the others are "
            + "found by the next full scan. Allow more with 'sudo sysctl fs.inotify.max_user_watches=1048576', and put the "
            + "same line into /etc/sysctl.d to keep it.",
        IOException { HResult: TooManyInProcess or TooManyInSystem } =>
            $"Too many programs of this account watch files{LimitOf("max_user_instances")}: changes are found by the next full "
            + "scan. Allow more with 'sudo sysctl fs.inotify.max_user_instances=1024', and put the same line into /etc/sysctl.d "
            + "to keep it.",
        UnauthorizedAccessException => FoldersUnreadable,
        // The runtime refuses to watch a folder that is not there.
        ArgumentException or FileNotFoundException or DirectoryNotFoundException => FolderMissing,
        _ => $"The library cannot be watched: {failure.Message}",
    };

    /// <summary>Whether the watch goes on for the rest of the library.</summary>
    public static bool IsPartial(Exception failure) => failure is UnauthorizedAccessException or IOException { HResult: NoSpace };

    private static string LimitOf(string name)
    {
        var file = Path.Join("/proc/sys/fs/inotify", name);
        return File.Exists(file) ? $" (its limit is {File.ReadAllText(file).Trim()})" : "";
    }
}
