using System.Globalization;

namespace Recognize.Models.Persistence.Embedded;

/// <summary>
/// What a running server writes about itself into <c>postmaster.pid</c>, and leaves behind when it is killed.
/// </summary>
/// <param name="ProcessId">The server's process, if it still is one.</param>
/// <param name="DataFolder">The cluster as the server was told it.</param>
/// <param name="SocketFolder">Where its socket is; empty while the server is still starting.</param>
internal sealed record PostmasterFile(int ProcessId, string DataFolder, string SocketFolder)
{
    // Above any process number Linux can give (PID_MAX_LIMIT is 2^22), so no process has it.
    private const string NoProcess = "99999999";

    public static string PathIn(string dataFolder) => Path.Combine(dataFolder, "postmaster.pid");

    /// <summary>Null when there is no such file, or none that can be understood.</summary>
    public static PostmasterFile? TryRead(string dataFolder)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(PathIn(dataFolder));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        // The order of lines is fixed by PostgreSQL (miscadmin.h, LOCK_FILE_LINE_*).
        return lines.Length >= 2 && int.TryParse(lines[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? new PostmasterFile(id, lines[1], lines.Length >= 5 ? lines[4] : "")
            : null;
    }

    /// <summary>
    /// Whether that process is this cluster's server and not another program that got its number after a crash. A
    /// dead process that nobody has collected yet has no command line and is not.
    /// </summary>
    public bool IsRunning()
    {
        string[] command;
        try
        {
            command = File.ReadAllText($"/proc/{ProcessId}/cmdline").Split('\0');
        }
        catch (IOException)
        {
            return false;
        }
        return Path.GetFileName(command[0]) is "postgres" or "postmaster"
            && Array.IndexOf(command, "-D") is var at and >= 0
            && at + 1 < command.Length
            && command[at + 1] == DataFolder;
    }

    /// <summary>Whether there is any process with that number.</summary>
    public bool ProcessExists() => Directory.Exists($"/proc/{ProcessId}");

    /// <summary>
    /// Takes a foreign process's number out of the file: the server would take it for a running server and refuse to
    /// start. The rest stays, for by it the server sees whether children of the killed one still use its memory.
    /// </summary>
    public static void Disown(string dataFolder)
    {
        var lines = File.ReadAllLines(PathIn(dataFolder));
        lines[0] = NoProcess;
        File.WriteAllLines(PathIn(dataFolder), lines);
    }
}
