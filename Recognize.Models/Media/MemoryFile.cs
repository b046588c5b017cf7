using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Recognize.Models.Media;

/// <summary>
/// A file in memory only. libvips reads it by name like any other, which it must: read from a buffer, a JPEG that
/// stops early passes as whole. Files that libvips would map into memory are copied here first, since a mapped file
/// that another program shortens kills the process that reads it.
/// </summary>
internal sealed partial class MemoryFile : IDisposable
{
    private const uint CloseOnExec = 1;

    private MemoryFile(SafeFileHandle handle) => Handle = handle;

    internal SafeFileHandle Handle { get; }

    internal string NativePath => $"/proc/self/fd/{Handle.DangerousGetHandle()}";

    internal static MemoryFile Copy(ReadOnlySpan<byte> content)
    {
        var file = Create();
        RandomAccess.Write(file.Handle, content, 0);
        return file;
    }

    internal static MemoryFile Copy(MediaFile source, long offset, long length)
    {
        var file = Create();
        try
        {
            var buffer = new byte[(int)Math.Min(1 << 20, length)];
            for (long done = 0; done < length;)
            {
                var read = source.Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - done)), offset + done);
                if (read == 0)
                    break;
                RandomAccess.Write(file.Handle, buffer.AsSpan(0, read), done);
                done += read;
            }
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose() => Handle.Dispose();

    private static MemoryFile Create()
    {
        var descriptor = MemfdCreate("recognize", CloseOnExec);
        if (descriptor < 0)
            throw new IOException($"No memory file: error {Marshal.GetLastPInvokeError()}.");
        return new MemoryFile(new SafeFileHandle(descriptor, ownsHandle: true));
    }

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int MemfdCreate(string name, uint flags);
}
