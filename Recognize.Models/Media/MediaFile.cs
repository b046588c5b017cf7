using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Recognize.Models.Media;

/// <summary>
/// An open media file. It is opened once, and everything reads that one handle: a file that is renamed or removed
/// meanwhile stays whole, and a failure to open is told apart from a failure to decode.
/// </summary>
internal sealed partial class MediaFile : IDisposable
{
    private const int StatxTypeMask = 1;
    private const int StatxModeOffset = 28;
    private const int CurrentFolder = -100;
    private const int FileTypeMask = 0xF000;
    private const int RegularFile = 0x8000;
    private const int Folder = 0x4000;

    // Longer files are proved by their first part: reading gigabytes again would cost more than it tells.
    private const long MaxProof = 256L << 20;

    private MediaFile(SafeFileHandle handle, long length)
    {
        Handle = handle;
        Length = length;
    }

    internal SafeFileHandle Handle { get; }

    internal long Length { get; }

    /// <summary>
    /// A name for the open file that native libraries can open again: free of characters that they would read as
    /// options, and of whatever happens to the real name.
    /// </summary>
    internal string NativePath => $"/proc/self/fd/{Handle.DangerousGetHandle()}";

    /// <exception cref="UnreadableMediaException">Empty, or no regular file.</exception>
    /// <exception cref="IOException">Cannot be opened or read now; <see cref="FileNotFoundException"/> when gone.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission.</exception>
    internal static MediaFile Open(string path)
    {
        var file = OpenEvenEmpty(path);
        if (file.Length > 0)
            return file;
        file.Dispose();
        throw Empty();
    }

    /// <summary>A file that is open already; it stays its owner's.</summary>
    internal static MediaFile Of(SafeFileHandle handle) => new(handle, RandomAccess.GetLength(handle));

    internal static UnreadableMediaException Empty() => new("The file is empty.");

    /// <summary>As <see cref="Open"/>, but an empty file opens too.</summary>
    internal static MediaFile OpenEvenEmpty(string path)
    {
        RefuseSpecialFiles(path);
        var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            return new MediaFile(handle, RandomAccess.GetLength(handle));
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Reads up to the buffer's length at an offset; fewer bytes only at the end of the file.</summary>
    internal int Read(Span<byte> buffer, long offset)
    {
        var total = 0;
        while (total < buffer.Length)
        {
            var read = RandomAccess.Read(Handle, buffer[total..], offset + total);
            if (read == 0)
                break;
            total += read;
        }
        return total;
    }

    internal byte[] ReadHead(int length)
    {
        var head = new byte[(int)Math.Min(length, Length)];
        var read = Read(head, 0);
        return read == head.Length ? head : head[..read];
    }

    /// <summary>
    /// Reads the file once more, up to a bound for videos, so that a failing disk or share shows itself as <see cref="IOException"/>
    /// rather than as a damaged photo.
    /// </summary>
    internal void ProveReadable(CancellationToken cancellationToken)
    {
        var buffer = new byte[1 << 20];
        for (long offset = 0; offset < MaxProof;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = RandomAccess.Read(Handle, buffer, offset);
            if (read == 0)
                return;
            offset += read;
        }
    }

    public void Dispose() => Handle.Dispose();

    // Opening a named pipe would wait for ever, and a device may do anything.
    private static void RefuseSpecialFiles(string path)
    {
        if (!OperatingSystem.IsLinux())
            return;
        Span<byte> statx = stackalloc byte[256];
        if (Statx(CurrentFolder, path, 0, StatxTypeMask, ref MemoryMarshal.GetReference(statx)) != 0)
            return; // Opening it says why, with the right exception.
        var mode = MemoryMarshal.Read<ushort>(statx[StatxModeOffset..]);
        if ((mode & FileTypeMask) is not (RegularFile or Folder))
            throw new UnreadableMediaException("This is a pipe, socket or device, not a file.");
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, ref byte buffer);
}
