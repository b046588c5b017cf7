using System.Globalization;

namespace Recognize.Worker.Decoding;

/// <summary>
/// What this process and its living decoders use: they work for it, and count as its own. Other children, such as the API,
/// do not.
/// </summary>
internal static class ChildProcesses
{
    /// <summary>What the system calls a decoder of this program; 15 characters at most.</summary>
    public const string DecoderName = "recognize-dec";

    // The kernel counts in hundredths of a second towards programs, whatever it does itself.
    private const int TicksPerSecond = 100;

    // Of /proc/PID/stat, counted from the state that follows the program's name: own user and system time, and the
    // same of children that have ended.
    private static readonly Range ProcessorFields = 11..15;

    /// <summary>Processor time of this process, of its decoders that live, and of children that have ended.</summary>
    public static TimeSpan ProcessorTime =>
        TimeOf("self") + Ids().Aggregate(TimeSpan.Zero, (sum, id) => sum + TimeOf(id));

    /// <summary>Memory of this process and, as far as they share it with nobody, of its decoders.</summary>
    public static double ResidentMiB =>
        (PagesOf("self")[1] + Ids().Sum(id => PagesOf(id) is { Length: > 2 } pages ? pages[1] - pages[2] : 0))
        * (double)Environment.SystemPageSize / (1 << 20);

    /// <summary>
    /// The largest resident sets so far of the decoders that live, added up, in MiB. What they share counts for each.
    /// </summary>
    public static double DecodersPeakMiB => Ids().Sum(PeakOf);

    /// <summary>The decoders that live, by their ids; none where the kernel does not tell.</summary>
    public static IEnumerable<string> Ids()
    {
        foreach (var thread in Directory.GetDirectories("/proc/self/task"))
        {
            foreach (var id in Read($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                if (Read($"/proc/{id}/comm").Trim() is DecoderName or "ffmpeg" or "ffprobe")
                    yield return id;
            }
        }
    }

    private static TimeSpan TimeOf(string process)
    {
        var text = Read($"/proc/{process}/stat");
        if (text.Length == 0)
            return TimeSpan.Zero;
        // The name may hold spaces and parentheses.
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = fields[ProcessorFields].Sum(value => long.Parse(value, CultureInfo.InvariantCulture));
        return TimeSpan.FromSeconds((double)ticks / TicksPerSecond);
    }

    private static double PeakOf(string process)
    {
        const string Peak = "VmHWM:";
        var line = Read($"/proc/{process}/status").Split('\n')
            .FirstOrDefault(line => line.StartsWith(Peak, StringComparison.Ordinal));
        return line is null
            ? 0
            : long.Parse(line.AsSpan(Peak.Length).Trim().TrimEnd(" kB"), CultureInfo.InvariantCulture) / 1024.0;
    }

    private static long[] PagesOf(string process) =>
        [.. Read($"/proc/{process}/statm").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(
            value => long.Parse(value, CultureInfo.InvariantCulture))];

    // A process or thread may end between two looks: it uses nothing then.
    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
