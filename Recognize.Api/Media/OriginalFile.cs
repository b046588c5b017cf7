using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Recognize.Api.Media;

/// <summary>How opening an original ended.</summary>
internal enum OriginalOutcome
{
    Opened,

    /// <summary>No such file, or not readable, or not an ordinary file.</summary>
    Gone,

    /// <summary>A link leads out of the library.</summary>
    Outside,
}

/// <summary>
/// Opens files of a library and nothing else. The file is opened once and then asked for its real path, so that a link
/// put in its place at any moment cannot lead elsewhere.
/// </summary>
internal static partial class OriginalFile
{
    private const int ReadOnly = 0;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;

    // The value differs between the two kinds of processor that Recognize runs on.
    private static readonly int NoFollow =
        RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x8000 : 0x20000;

    /// <param name="root">Absolute path of the library, links resolved.</param>
    /// <param name="relativePath">Path below it with <c>/</c> separators.</param>
    /// <param name="file">The open file, which the caller disposes; null unless the outcome is opened.</param>
    public static OriginalOutcome TryOpen(string root, string relativePath, out FileStream? file)
    {
        file = null;
        if (relativePath.Split('/').Any(part => part is "" or "." or ".."))
            return OriginalOutcome.Outside;

        // Non-blocking: opening a pipe that somebody put there would otherwise hang the request.
        var descriptor = Open(Path.Join(root, relativePath), ReadOnly | NoFollow | NonBlocking | CloseOnExec);
        if (descriptor < 0)
        {
            const int TooManyLinks = 40;
            return Marshal.GetLastPInvokeError() == TooManyLinks ? OriginalOutcome.Outside : OriginalOutcome.Gone;
        }

        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        var outcome = Judge(root, descriptor);
        if (outcome == OriginalOutcome.Opened)
            file = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        else
            handle.Dispose();
        return outcome;
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

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Stat(int folder, string path, int flags, uint mask, byte* answer);
}
