using System.Runtime;
using System.Runtime.InteropServices;

namespace Recognize.Worker.Limits;

/// <summary>Gives memory that nothing uses back to the system.</summary>
internal static partial class MemoryRelease
{
    /// <summary>Takes some hundred milliseconds: for a worker that has nothing to do, or no memory left.</summary>
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

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int TrimNativeHeap(nuint keep);
}
