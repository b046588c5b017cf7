using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Recognize.Worker.Decoding;

/// <summary>
/// Memory that a worker and its decoders share: a file in memory, mapped by each. Its length is sealed, so that nobody can
/// take it from under the other's feet. Costs memory only where it was written to.
/// </summary>
internal sealed unsafe class SharedPixels : MemoryManager<byte>
{
    private readonly SafeFileHandle _file;
    private readonly int _length;
    private nint _address;

    private SharedPixels(SafeFileHandle file, int length)
    {
        (_file, _length) = (file, length);
        _address = NativeCalls.Map(
            0, (nuint)length, NativeCalls.ReadWrite, NativeCalls.Shared, (int)file.DangerousGetHandle(), 0);
        if (_address == -1)
        {
            var error = Marshal.GetLastPInvokeError();
            _address = 0;
            file.Dispose();
            throw new IOException($"Memory for pixels cannot be shared (error {error}).");
        }
    }

    public int Length => _length;

    /// <summary>The descriptor, for another process to open.</summary>
    public int Descriptor => (int)_file.DangerousGetHandle();

    /// <exception cref="IOException">There is no memory for it.</exception>
    public static SharedPixels Create(int length)
    {
        var descriptor = NativeCalls.MemfdCreate("recognize-pixels", NativeCalls.CloseOnExec | NativeCalls.AllowSealing);
        if (descriptor < 0)
            throw new IOException($"No memory file: error {Marshal.GetLastPInvokeError()}.");
        var file = new SafeFileHandle(descriptor, ownsHandle: true);
        const int seals = NativeCalls.SealShrink | NativeCalls.SealGrow | NativeCalls.SealSeal;
        if (NativeCalls.Truncate(descriptor, length) == 0
            && NativeCalls.Control(descriptor, NativeCalls.AddSeals, seals) == 0)
            return new SharedPixels(file, length);
        var error = Marshal.GetLastPInvokeError();
        file.Dispose();
        throw new IOException($"Memory for pixels cannot be shared (error {error}).");
    }

    /// <summary>Maps what another process has made.</summary>
    /// <exception cref="IOException">It is gone, or may not be opened.</exception>
    public static SharedPixels Open(string path, int length) => new(
        File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite), length);

    /// <summary>Gives the memory back.</summary>
    public void Discard() => ((IDisposable)this).Dispose();

    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(_address == 0, this);
        return new Span<byte>((void*)_address, _length);
    }

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ObjectDisposedException.ThrowIf(_address == 0, this);
        return new MemoryHandle((byte*)_address + elementIndex);
    }

    public override void Unpin() { }

    protected override void Dispose(bool disposing)
    {
        var address = Interlocked.Exchange(ref _address, 0);
        if (address != 0)
            _ = NativeCalls.Unmap(address, (nuint)_length);
        if (disposing)
            _file.Dispose();
    }
}
