using System.Runtime.InteropServices;

namespace Recognize.Models.Media;

/// <summary>Limits that the kernel holds a process to which reads strangers' files. Does nothing but on Linux.</summary>
public static unsafe partial class ProcessLimits
{
    /// <summary>The calling process itself.</summary>
    public const int Self = 0;

    // Numbers of these limits on Linux, from asm-generic/resource.h.
    private const int CpuSeconds = 0;
    private const int FileBytes = 1;
    private const int DataBytes = 2;
    private const int CoreBytes = 4;

    private const int NoSuchProcess = 3;

    /// <summary>
    /// From now on memory beyond the limit is refused by the kernel, and going on after so much processor time ends the
    /// process; a crash writes no memory image.
    /// </summary>
    /// <exception cref="InvalidOperationException">The kernel does not take the limits.</exception>
    public static void Apply(int process, int memoryMiB, TimeSpan processorTime)
    {
        Set(process, DataBytes, (ulong)memoryMiB << 20);
        Set(process, CpuSeconds, (ulong)Math.Ceiling(processorTime.TotalSeconds));
        Set(process, CoreBytes, 0);
    }

    /// <summary>Memory alone, and no memory image, for a process whose time is limited piece by piece.</summary>
    /// <inheritdoc cref="Apply"/>
    public static void ApplyMemory(int process, int memoryMiB)
    {
        Set(process, DataBytes, (ulong)memoryMiB << 20);
        Set(process, CoreBytes, 0);
    }

    /// <summary>From now on the process can make no file longer; pipes are no files.</summary>
    public static void ForbidFiles(int process) => Set(process, FileBytes, 0);

    /// <summary>The calling process is ended when it has used so much processor time in all; may be set anew.</summary>
    public static void LimitProcessorTime(TimeSpan total) =>
        Set(Self, CpuSeconds, (ulong)Math.Ceiling(total.TotalSeconds) + 1, isForGood: false);

    private static void Set(int process, int resource, ulong value, bool isForGood = true)
    {
        if (!OperatingSystem.IsLinux())
            return;
        // One that somebody has set lower already stays: nobody may raise it again.
        Limit limit;
        var isSet = SetLimit(process, resource, null, &limit) == 0;
        if (isSet)
        {
            limit.Soft = Math.Min(value, limit.Hard);
            if (isForGood)
                limit.Hard = limit.Soft;
            isSet = SetLimit(process, resource, &limit, null) == 0;
        }
        // What has ended by now needs no limits.
        if (!isSet && Marshal.GetLastPInvokeError() is var error and not NoSuchProcess)
            throw new InvalidOperationException($"The limit {resource} could not be set (error {error}).");
    }

    [LibraryImport("libc", EntryPoint = "prlimit", SetLastError = true)]
    private static partial int SetLimit(int process, int resource, Limit* limit, Limit* old);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
