using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Recognize.Api.Media;

/// <summary>How opening an original ended.</summary>
internal enum OriginalOutcome
{
    Opened,

    /// <summary>No such file, or not readable, or not an ordinary file.</summary>
    Gone,

    /// <summary>A link is on the way, or the way leads out of the library.</summary>
    Outside,
}

/// <summary>
/// Opens files of a library and nothing else, by the rule of scans: links are never followed. The kernel looks for them on
/// its way to the file, so that none can be put there in between; then the open file is asked for its real path, which
/// alone must do where the kernel knows nothing of that.
/// </summary>
internal static partial class OriginalFile
{
    private const int ReadOnly = 0;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int PathOnly = 0x200000;

    // The values differ between the two kinds of processor that Recognize runs on.
    private static readonly bool IsArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
    private static readonly int NoFollow = IsArm ? 0x8000 : 0x20000;
    private static readonly int OnlyFolder = IsArm ? 0x4000 : 0x10000;

    /// <param name="root">Absolute path of the library, links resolved.</param>
    /// <param name="relativePath">Path below it with <c>/</c> separators.</param>
    /// <param name="file">The open file, which the caller disposes; null unless the outcome is opened.</param>
    public static OriginalOutcome TryOpen(string root, string relativePath, out FileStream? file)
    {
        file = null;
        if (relativePath.Split('/').Any(part => part is "" or "." or ".."))
            return OriginalOutcome.Outside;

        var (descriptor, error) = OpenBeneath(root, relativePath);
        if (descriptor < 0)
        {
            const int TooManyLinks = 40;
            const int LeadsOut = 18;
            return error is TooManyLinks or LeadsOut ? OriginalOutcome.Outside : OriginalOutcome.Gone;
        }

        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        var outcome = Judge(root, descriptor);
        if (outcome == OriginalOutcome.Opened)
            file = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        else
            handle.Dispose();
        return outcome;
    }

    private static unsafe (int Descriptor, int Error) OpenBeneath(string root, string relativePath)
    {
        const int NoSuchCall = 38;
        const int NotAllowed = 1;
        const int Beneath = 0x08;
        const int NoLinks = 0x04;

        // Non-blocking: opening a pipe that somebody put there would otherwise hang the request.
        var flags = ReadOnly | NoFollow | NonBlocking | CloseOnExec;
        var folder = Open(root, PathOnly | OnlyFolder | CloseOnExec);
        if (folder < 0)
            return (folder, Marshal.GetLastPInvokeError());
        using var held = new SafeFileHandle(folder, ownsHandle: true);
        // struct open_how: flags, mode, resolve.
        var how = stackalloc ulong[] { (ulong)flags, 0, Beneath | NoLinks };
        var descriptor = (int)OpenAt2(OpenAt2Number, folder, relativePath, how, 3 * sizeof(ulong));
        var error = descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
        // Kernels before 5.6, and containers whose filter does not know the call.
        if (error is NoSuchCall or NotAllowed)
        {
            descriptor = Open(Path.Join(root, relativePath), flags);
            error = descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
        }
        return (descriptor, error);
    }

    private static OriginalOutcome Judge(string root, int descriptor)
    {
        var link = $"/proc/self/fd/{descriptor}";
        var realPath = new FileInfo(link).LinkTarget;
        var prefix = root.EndsWith('/') ? root : root + "/";
        if (realPath is null || !realPath.StartsWith(prefix, StringComparison.Ordinal))
            return OriginalOutcome.Outside;
        return IsOrdinary(descriptor) ? OriginalOutcome.Opened : OriginalOutcome.Gone;
    }

    private static unsafe bool IsOrdinary(int descriptor)
    {
        const int EmptyPath = 0x1000;
        const uint WantType = 1;
        const int ModeOffset = 28;
        const int TypeMask = 0xF000;
        const int OrdinaryType = 0x8000;

        // struct statx has one layout on every processor: 256 bytes, the mode as a 16-bit number at 28.
        var answer = stackalloc byte[256];
        return Stat(descriptor, string.Empty, EmptyPath, WantType, answer) == 0
            && (*(ushort*)(answer + ModeOffset) & TypeMask) == OrdinaryType;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    private const long OpenAt2Number = 437;

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial long OpenAt2(long number, int folder, string path, ulong* how, nint size);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Stat(int folder, string path, int flags, uint mask, byte* answer);
}
