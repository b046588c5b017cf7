using System.Buffers;

namespace Recognize.Models.Media;

/// <summary>
/// Decoded pixels: 8-bit RGB (in this order), interleaved, rows from the top without padding, upright (EXIF
/// orientation already applied), sRGB, alpha flattened. The buffer is pooled: the owner disposes it once.
/// </summary>
public sealed class PixelImage : IDisposable
{
    private byte[]? _buffer;

    private PixelImage(byte[] buffer, int width, int height)
    {
        _buffer = buffer;
        Width = width;
        Height = height;
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Exactly <c>Width * Height * 3</c> bytes.</summary>
    public Span<byte> Pixels =>
        (_buffer ?? throw new ObjectDisposedException(nameof(PixelImage))).AsSpan(0, Width * Height * 3);

    /// <summary>Rents an image of the given size; its pixels are not cleared.</summary>
    public static PixelImage Rent(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        return new PixelImage(ArrayPool<byte>.Shared.Rent(checked(width * height * 3)), width, height);
    }

    public void Dispose()
    {
        var buffer = Interlocked.Exchange(ref _buffer, null);
        if (buffer is not null)
            ArrayPool<byte>.Shared.Return(buffer);
    }
}
