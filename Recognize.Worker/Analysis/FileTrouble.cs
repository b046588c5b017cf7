namespace Recognize.Worker.Analysis;

/// <summary>Says in plain words what the disk did; these failures pass or can be mended, so they are retried.</summary>
internal static class FileTrouble
{
    // errno values of Linux, as the runtime puts them into HResult.
    private const int NoSpaceLeft = 28;
    private const int QuotaExceeded = 122;
    private const int StaleHandle = 116;

    /// <summary>Whether a disk that is written to is full: no fault of the file's, and no other file would fare better.</summary>
    public static bool IsDiskFull(Exception failure) => failure is IOException { HResult: NoSpaceLeft or QuotaExceeded };

    /// <summary>A sentence for the owner, or null when the failure is not the disk's.</summary>
    public static string? Describe(Exception failure) => failure switch
    {
        FileNotFoundException or DirectoryNotFoundException => "The file was gone when it was to be read.",
        PathTooLongException => "The file's path is too long for the system to open.",
        UnauthorizedAccessException => "The file may not be read: permission denied.",
        IOException { HResult: NoSpaceLeft or QuotaExceeded } => "The disk is full.",
        IOException { HResult: StaleHandle } => "The network share went away while the file was being read.",
        IOException => "The file could not be read from the disk (input/output error).",
        OutOfMemoryException => "There was not enough memory for the file.",
        _ => null,
    };
}
