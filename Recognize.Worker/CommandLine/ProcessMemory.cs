using System.Globalization;

namespace Recognize.Worker.CommandLine;

/// <summary>What this process has used of memory.</summary>
internal static class ProcessMemory
{
    /// <summary>The largest resident set so far, in MiB; the kernel's own figure.</summary>
    public static double PeakResidentMiB() => Status("VmHWM:");

    /// <summary>The resident set now, in MiB.</summary>
    public static double ResidentMiB() => Status("VmRSS:");

    private static double Status(string name)
    {
        foreach (var line in File.ReadLines("/proc/self/status"))
        {
            if (line.StartsWith(name, StringComparison.Ordinal))
            {
                var kibibytes = line.AsSpan(name.Length).Trim();
                return long.Parse(kibibytes[..kibibytes.IndexOf(' ')], CultureInfo.InvariantCulture) / 1024.0;
            }
        }
        throw new InvalidOperationException("The kernel does not tell the memory of the process.");
    }
}
