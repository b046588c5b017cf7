using System.Runtime.InteropServices;

namespace Recognize.Worker.Decoding;

/// <summary>Calls of Linux that shared memory and the fences around a decoder need.</summary>
internal static unsafe partial class NativeCalls
{
    public const uint CloseOnExec = 1;
    public const uint AllowSealing = 2;
    public const int AddSeals = 1033;
    public const int SealSeal = 1;
    public const int SealShrink = 2;
    public const int SealGrow = 4;
    public const int ReadWrite = 3;
    public const int Shared = 1;
    public const int SetParentDeathSignal = 1;
    public const int SetNoNewPrivileges = 38;
    public const int SetName = 15;
    public const int Kill = 9;

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int MemfdCreate(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    public static partial int Truncate(int file, long length);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int Control(int file, int command, int argument);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    public static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    public static partial int Unmap(nint address, nuint length);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    public static partial int ProcessControl(int option, nuint first, nuint second, nuint third, nuint fourth);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    public static partial nint SystemCall(nint number, nint first, nint second, void* third);

    [LibraryImport("libc", EntryPoint = "getppid")]
    public static partial int ParentId();

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "dup2")]
    public static partial int Duplicate(int from, int to);

    [LibraryImport("libc", EntryPoint = "_exit")]
    public static partial void Exit(int code);
}
