using System.Globalization;
using System.Runtime;
using System.Runtime.InteropServices;

namespace Recognize.Worker.Limits;

/// <summary>Gives memory that nothing uses back to the system.</summary>
internal static partial class MemoryRelease
{
    private const int PageOut = 21;

    /// <summary>Takes some hundred milliseconds: for a worker that has no memory left.</summary>
    public static void Run()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        try
        {
            _ = TrimNativeHeap(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Only glibc keeps freed memory, and only it has the call.
        }
    }

    /// <summary>
    /// The same, and the program's own code besides, which the system reads again where it is still needed: for a worker
    /// that has had nothing to do.
    /// </summary>
    public static void RunAtRest()
    {
        Run();
        foreach (var line in File.ReadLines("/proc/self/maps"))
        {
            // Address range, rights, offset, device, inode, path: what is read-only and lies in a file is on the disk.
            var parts = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (parts is not [var range, ['r', '-', _, 'p'], _, _, _, ['/', .. var path]]
                || path.StartsWith("memfd:", StringComparison.Ordinal))
                continue;
            var ends = range.Split('-');
            var begin = nuint.Parse(ends[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            var end = nuint.Parse(ends[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            // Only advice: a kernel that does not know it, or a mapping that is gone by now, leaves all as it was.
            _ = Advise(begin, end - begin, PageOut);
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int TrimNativeHeap(nuint keep);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nuint address, nuint length, int advice);
}
