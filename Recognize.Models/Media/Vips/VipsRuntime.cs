using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Recognize.Models.Media.Vips;

/// <summary>Starts libvips once per process and closes every loader that hostile files must not reach.</summary>
internal static unsafe class VipsRuntime
{
    // Photos are opened by a loader chosen by name, never by one that libvips guesses. This is the second fence: all other
    // classes (ImageMagick, PDF, SVG, OpenSlide, Matlab, raw dumps ...) are blocked, whoever asks. Of these seven, libvips
    // calls JPEG XL's untrusted (its library is young): telephones and cameras write it, nothing else here can read it.
    private static readonly string[] AllowedLoaders =
    [
        "VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp", "VipsForeignLoadNsgif",
        "VipsForeignLoadTiff", "VipsForeignLoadHeif", "VipsForeignLoadJxl",
    ];

    // GLib's warning, message, info and debug levels; errors and criticals keep their own handlers.
    private const int QuietLevels = (1 << 4) | (1 << 5) | (1 << 6) | (1 << 7);

    private static readonly Lazy<bool> Started = new(Start);

    /// <summary>Makes libvips ready; throws <see cref="DllNotFoundException"/> where it is not installed.</summary>
    internal static void EnsureStarted() => _ = Started.Value;

    private static bool Start()
    {
        // Damaged files make libvips print warnings; what matters of them comes back as an error.
        VipsNative.LogSetHandler("VIPS", QuietLevels, &Discard, 0);
        if (VipsNative.Init("recognize") != 0)
            throw new VipsException($"libvips did not start: {VipsException.TakeErrors()}");

        // One thread per photo: callers keep every core busy with photos of their own.
        VipsNative.ConcurrencySet(1);
        VipsNative.CacheSetMax(0);

        // Whatever else libvips does not trust, savers and operations too; before version 8.13 there is no such list.
        if (IsAtLeast(8, 13))
            VipsNative.BlockUntrustedSet(1);
        VipsNative.OperationBlockSet("VipsForeignLoad", 1);
        foreach (var loader in AllowedLoaders)
            VipsNative.OperationBlockSet(loader, 0);
        return true;
    }

    private static bool IsAtLeast(int major, int minor) =>
        (VipsNative.Version(0), VipsNative.Version(1)).CompareTo((major, minor)) >= 0;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Discard(nint domain, int level, nint message, nint userData) { }
}
