using System.Globalization;
using System.Runtime;
using System.Runtime.InteropServices;

namespace Recognize.Worker.Limits;

/// <summary>Gives memory that nothing uses back to the system.</summary>
internal static partial class MemoryRelease
{
    private const int DontNeed = 4;

    // Of glibc's malloc.h.
    private const int TrimThreshold = -1;
    private const int MapThreshold = -3;
    private const int MostArenas = -8;

    /// <summary>From this length on, in bytes, native memory is mapped by itself and goes back to the system when it is freed.</summary>
    private const int LongPiece = 256 << 10;

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
    /// From now on freed native memory goes back to the system at once, which takes a little of its time: for a machine where
    /// memory is scarce. By itself malloc raises its thresholds with what is freed, and then keeps the weights of networks.
    /// </summary>
    public static void KeepLittle()
    {
        try
        {
            _ = SetMalloc(MapThreshold, LongPiece);
            _ = SetMalloc(TrimThreshold, LongPiece);
            _ = SetMalloc(MostArenas, 2);
        }
        catch (EntryPointNotFoundException)
        {
            // Only glibc has thresholds.
        }
    }

    /// <summary>
    /// The same as <see cref="Run"/>, and the program's own code besides, which the system reads again where it is still needed: for a worker
    /// that has had nothing to do.
    /// </summary>
    public static void RunAtRest()
    {
        DropCode();
        // Last, since looking for it makes garbage.
        Run();
    }

    private static void DropCode()
    {
        // A heading for each mapping: address range, rights, offset, device, inode, path. Lines of figures follow it.
        string? range = null;
        foreach (var line in File.ReadLines("/proc/self/smaps"))
        {
            var parts = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (parts is [var first, ['r', '-', _, _], ..])
                range = parts is [.., ['/', .. var path]] && !path.StartsWith("memfd:", StringComparison.Ordinal) ? first : null;
            else if (parts is [_, ['-' or 'r', _, _, _], ..])
                range = null;
            // Nothing in it that is not in its file too, and nobody can write to it: dropping it loses nothing.
            else if (range is not null && parts is ["Anonymous:", "0", ..])
                Drop(range);
        }
    }

    private static void Drop(string range)
    {
        var ends = range.Split('-');
        var begin = nuint.Parse(ends[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        var end = nuint.Parse(ends[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        // A mapping that is gone by now leaves all as it was.
        _ = Advise(begin, end - begin, DontNeed);
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int TrimNativeHeap(nuint keep);

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetMalloc(int option, int value);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nuint address, nuint length, int advice);
}
