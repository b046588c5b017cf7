using System.Buffers;

namespace Recognize.Models.Media;

/// <summary>
/// Decoded pixels: 8-bit RGB (in this order), interleaved, rows from the top without padding, upright (EXIF
/// orientation already applied), sRGB, alpha flattened. The buffer is pooled: the owner disposes it once.
/// </summary>
public sealed class PixelImage : IDisposable
{
    private byte[]? _buffer;
    private IMemoryOwner<byte>? _memory;

    private PixelImage(byte[]? buffer, IMemoryOwner<byte>? memory, int width, int height)
    {
        (_buffer, _memory) = (buffer, memory);
        Width = width;
        Height = height;
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Exactly <c>Width * Height * 3</c> bytes.</summary>
    public Span<byte> Pixels
    {
        get
        {
            if (_buffer is { } buffer)
                return buffer.AsSpan(0, Width * Height * 3);
            var memory = _memory ?? throw new ObjectDisposedException(nameof(PixelImage));
            return memory.Memory.Span[..(Width * Height * 3)];
        }
    }

    /// <summary>Where the pixels lie, when they were given as memory by <see cref="Over"/>; null otherwise.</summary>
    public IMemoryOwner<byte>? Memory => _memory;

    /// <summary>Rents an image of the given size; its pixels are not cleared.</summary>
    public static PixelImage Rent(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        return new PixelImage(ArrayPool<byte>.Shared.Rent(checked(width * height * 3)), null, width, height);
    }

    /// <summary>An image of pixels that lie in memory of another kind, which is disposed with it.</summary>
    /// <exception cref="ArgumentException">The memory is too short.</exception>
    public static PixelImage Over(IMemoryOwner<byte> memory, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (memory.Memory.Length < checked(width * height * 3))
            throw new ArgumentException("The memory is too short for the pixels.", nameof(memory));
        return new PixelImage(null, memory, width, height);
    }

    public void Dispose()
    {
        var buffer = Interlocked.Exchange(ref _buffer, null);
        if (buffer is not null)
            ArrayPool<byte>.Shared.Return(buffer);
        Interlocked.Exchange(ref _memory, null)?.Dispose();
    }
}
