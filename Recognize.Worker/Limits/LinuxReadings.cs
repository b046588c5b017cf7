using System.Globalization;
using Recognize.Worker.Decoding;

namespace Recognize.Worker.Limits;

/// <summary>Reads <c>/proc</c>.</summary>
internal sealed class LinuxReadings : IMachineReadings
{
    public TimeSpan ProcessorTime => ChildProcesses.ProcessorTime;

    public double ResidentMiB => ChildProcesses.ResidentMiB;

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
