using System.Runtime.InteropServices;

namespace Recognize.Worker.CommandLine;

/// <summary>Limits that the process which tries a model sets to itself before it touches the model.</summary>
internal static partial class ModelsTrialLimits
{
    // Numbers of these limits on Linux, from asm-generic/resource.h.
    private const int CpuSeconds = 0;
    private const int DataBytes = 2;
    private const int CoreBytes = 4;

    /// <summary>
    /// From now on memory beyond the limit is refused by the kernel, and so is going on after the time; no memory image
    /// is written at a crash.
    /// </summary>
    /// <exception cref="InvalidOperationException">The kernel does not take the limits.</exception>
    public static void Apply(int memoryMiB, TimeSpan time)
    {
        if (!OperatingSystem.IsLinux())
            return;
        Set(DataBytes, (ulong)memoryMiB << 20);
        Set(CpuSeconds, (ulong)Math.Ceiling(time.TotalSeconds) * (ulong)Environment.ProcessorCount);
        Set(CoreBytes, 0);
    }

    private static void Set(int resource, ulong value)
    {
        var limit = new Limit { Soft = value, Hard = value };
        if (SetLimit(resource, in limit) != 0)
            throw new InvalidOperationException($"The limit {resource} could not be set (error {Marshal.GetLastPInvokeError()}).");
    }

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetLimit(int resource, in Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
