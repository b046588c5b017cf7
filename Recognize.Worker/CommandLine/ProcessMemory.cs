using System.Globalization;

namespace Recognize.Worker.CommandLine;

/// <summary>What this process has used of memory.</summary>
internal static class ProcessMemory
{
    /// <summary>The largest resident set so far, in MiB; the kernel's own figure.</summary>
    public static double PeakResidentMiB()
    {
        foreach (var line in File.ReadLines("/proc/self/status"))
        {
            if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
            {
                var kibibytes = line.AsSpan("VmHWM:".Length).Trim();
                return long.Parse(kibibytes[..kibibytes.IndexOf(' ')], CultureInfo.InvariantCulture) / 1024.0;
            }
        }
        throw new InvalidOperationException("The kernel does not tell the peak memory of the process.");
    }
}
