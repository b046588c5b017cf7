using System.Runtime.InteropServices;

namespace Recognize.Models.Media.Vips;

/// <summary>
/// Keeps the calling thread, and threads that it starts, on the core it is running on, until disposed by the same
/// thread. Decoders that start a thread for each core they may use then work on the caller's core alone.
/// </summary>
/// <remarks>
/// dav1d, the AV1 decoder, also keeps the coefficients of a whole photo in memory when it has more than one core:
/// 250 MB for 20 million pixels. It has no setting that libvips could hand down, and looks at the thread's mask.
/// </remarks>
internal sealed unsafe partial class OneCore : IDisposable
{
    // cpu_set_t of glibc: one bit for each of 1,024 processors.
    private const int MaskLength = 128;

    private readonly byte[]? _before;

    private OneCore(byte[]? before) => _before = before;

    /// <summary>Does nothing where the system does not let it: it is a saving, not a need.</summary>
    public static OneCore Enter()
    {
        var core = CurrentCore();
        if (core is < 0 or >= MaskLength * 8)
            return new OneCore(null);
        var before = new byte[MaskLength];
        fixed (byte* mask = before)
        {
            if (GetAffinity(0, MaskLength, mask) != 0)
                return new OneCore(null);
        }
        var alone = stackalloc byte[MaskLength];
        new Span<byte>(alone, MaskLength).Clear();
        alone[core / 8] = (byte)(1 << (core % 8));
        return new OneCore(SetAffinity(0, MaskLength, alone) == 0 ? before : null);
    }

    public void Dispose()
    {
        fixed (byte* mask = _before)
        {
            if (mask is not null)
                _ = SetAffinity(0, MaskLength, mask);
        }
    }

    [LibraryImport("libc", EntryPoint = "sched_getcpu")]
    private static partial int CurrentCore();

    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    private static partial int GetAffinity(int thread, nuint length, byte* mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAffinity(int thread, nuint length, byte* mask);
}
