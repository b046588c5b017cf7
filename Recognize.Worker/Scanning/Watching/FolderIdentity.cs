using System.Runtime.InteropServices;

namespace Recognize.Worker.Scanning.Watching;

/// <summary>Which folder it is that a path leads to: another one, once a disk is mounted over it or it is made anew.</summary>
internal readonly partial record struct FolderIdentity(ulong Device, ulong Inode)
{
    private const int CurrentFolder = -100;
    private const uint WithInode = 0x100;

    /// <summary>The folder at a path, or null when there is none that can be reached.</summary>
    public static FolderIdentity? Of(string path)
    {
        if (!Directory.Exists(path))
            return null;
        if (!OperatingSystem.IsLinux())
            return new FolderIdentity(0, (ulong)Directory.GetCreationTimeUtc(path).Ticks);

        // The layout of statx is the same on all processors, unlike that of stat.
        Span<byte> buffer = stackalloc byte[256];
        if (Statx(CurrentFolder, path, 0, WithInode, buffer) != 0)
            return null;
        var major = MemoryMarshal.Read<uint>(buffer[136..]);
        var minor = MemoryMarshal.Read<uint>(buffer[140..]);
        return new FolderIdentity(((ulong)major << 32) | minor, MemoryMarshal.Read<ulong>(buffer[32..]));
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, Span<byte> buffer);
}
