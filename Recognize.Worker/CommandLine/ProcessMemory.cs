using System.Globalization;

namespace Recognize.Worker.CommandLine;

/// <summary>What this process has used of memory.</summary>
internal static class ProcessMemory
{
    /// <summary>The largest resident set so far, in MiB; the kernel's own figure.</summary>
    public static double PeakResidentMiB() => Status("VmHWM:");

    /// <summary>The resident set now, in MiB.</summary>
    public static double ResidentMiB() => Status("VmRSS:");

    /// <summary>Has the largest resident set begin anew with the present one; false where the kernel does not let it.</summary>
    public static bool TryForgetPeak()
    {
        try
        {
            // See clear_refs in proc(5).
            File.WriteAllText("/proc/self/clear_refs", "5");
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

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
