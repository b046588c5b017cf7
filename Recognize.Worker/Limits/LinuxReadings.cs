using System.Globalization;

namespace Recognize.Worker.Limits;

/// <summary>Reads <c>/proc</c>.</summary>
internal sealed class LinuxReadings : IMachineReadings
{
    // The kernel counts in hundredths of a second towards programs, whatever it does itself.
    private const int TicksPerSecond = 100;

    // Of /proc/self/stat, counted from the state that follows the program's name: own user and system time, and the
    // same of children that have ended.
    private static readonly Range ProcessorFields = 11..15;

    public TimeSpan ProcessorTime
    {
        get
        {
            var text = File.ReadAllText("/proc/self/stat");
            // The name may hold spaces and parentheses.
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            var ticks = fields[ProcessorFields].Sum(value => long.Parse(value, CultureInfo.InvariantCulture));
            return TimeSpan.FromSeconds((double)ticks / TicksPerSecond);
        }
    }

    public double ResidentMiB
    {
        get
        {
            var pages = File.ReadAllText("/proc/self/statm").Split(' ')[1];
            return long.Parse(pages, CultureInfo.InvariantCulture) * (double)Environment.SystemPageSize / (1 << 20);
        }
    }

    public double LoadAverage => double.Parse(
        File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);

    public double FreeMiB(string folder)
    {
        var existing = folder;
        while (!Directory.Exists(existing) && Path.GetDirectoryName(existing) is { } parent)
            existing = parent;
        return new DriveInfo(existing).AvailableFreeSpace / (double)(1 << 20);
    }
}
