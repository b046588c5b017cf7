using System.Buffers.Binary;
using System.Numerics;

namespace Recognize.Models.Media.Photos;

/// <summary>
/// Reads uncompressed Windows bitmaps row by row, averaging whole blocks of pixels on the way when the picture is much
/// larger than asked for: memory follows the size of the result.
/// </summary>
internal static class BmpReader
{
    internal static PixelImage Decode(
        MediaFile file, BmpHeader header, int maxEdge, Func<int, int, PixelImage> rent, CancellationToken stop)
    {
        if (header.PixelsOffset + (header.Stride * header.Height) > file.Length)
            throw BmpHeader.EndsEarly();

        var block = Math.Max(1, Math.Max(header.Width, header.Height) / (2 * maxEdge));
        block = Math.Min(block, Math.Min(header.Width, header.Height));
        using var averaged = PixelImage.Rent(header.Width / block, header.Height / block);
        Average(file, header, block, averaged, stop);
        var (width, height) = PixelResizer.FitWithin(header.Width, header.Height, maxEdge);
        return PixelResizer.Resize(averaged.Pixels, averaged.Width, averaged.Height, rent(width, height));
    }

    private static void Average(
        MediaFile file, BmpHeader header, int block, PixelImage target, CancellationToken stop)
    {
        var packed = new byte[checked((int)header.Stride)];
        var row = new byte[header.Width * 3];
        var sums = new uint[target.Width * 3];
        var area = (uint)(block * block);
        for (var y = 0; y < target.Height; y++)
        {
            stop.ThrowIfCancellationRequested();
            Array.Clear(sums);
            for (var line = y * block; line < (y + 1) * block; line++)
            {
                var stored = header.TopDown ? line : header.Height - 1 - line;
                if (file.Read(packed, header.PixelsOffset + (stored * header.Stride)) != packed.Length)
                    throw BmpHeader.EndsEarly();
                Unpack(header, packed, row);
                for (var x = 0; x < target.Width * block; x++)
                {
                    var sum = sums.AsSpan(x / block * 3, 3);
                    sum[0] += row[x * 3];
                    sum[1] += row[(x * 3) + 1];
                    sum[2] += row[(x * 3) + 2];
                }
            }
            var output = target.Pixels.Slice(y * sums.Length, sums.Length);
            for (var i = 0; i < sums.Length; i++)
                output[i] = (byte)((sums[i] + (area / 2)) / area);
        }
    }

    private static void Unpack(BmpHeader header, ReadOnlySpan<byte> packed, Span<byte> rgb)
    {
        var bits = header.BitsPerPixel;
        for (var x = 0; x < header.Width; x++)
        {
            var pixel = rgb.Slice(x * 3, 3);
            if (bits <= 8)
            {
                var bit = (long)x * bits;
                var index = (packed[(int)(bit >> 3)] >> (8 - bits - (int)(bit & 7))) & ((1 << bits) - 1);
                ReverseInto(pixel, header.Palette.AsSpan(index * 3, 3));
            }
            else if (bits == 24)
            {
                ReverseInto(pixel, packed.Slice(x * 3, 3));
            }
            else
            {
                var value = bits == 16
                    ? BinaryPrimitives.ReadUInt16LittleEndian(packed[(x * 2)..])
                    : BinaryPrimitives.ReadUInt32LittleEndian(packed[(x * 4)..]);
                for (var channel = 0; channel < 3; channel++)
                    pixel[channel] = Scale(value, header.Masks[channel]);
            }
        }
    }

    private static void ReverseInto(Span<byte> rgb, ReadOnlySpan<byte> bgr) =>
        (rgb[0], rgb[1], rgb[2]) = (bgr[2], bgr[1], bgr[0]);

    private static byte Scale(uint value, uint mask)
    {
        if (mask == 0)
            return 0;
        var shift = BitOperations.TrailingZeroCount(mask);
        ulong most = mask >> shift;
        return (byte)((((value & mask) >> shift) * 255UL) / most);
    }
}
