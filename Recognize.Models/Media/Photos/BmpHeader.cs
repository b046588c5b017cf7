using System.Buffers.Binary;

namespace Recognize.Models.Media.Photos;

/// <summary>
/// The header of an uncompressed Windows bitmap. Masks: the bits of red, green and blue, for 16 and 32 bits; alpha is
/// ignored, as most programs do. Palette: three bytes, blue first, for each colour of 1, 4 and 8 bits.
/// </summary>
internal sealed record BmpHeader(
    int Width, int Height, bool TopDown, int BitsPerPixel, long PixelsOffset, uint[] Masks, byte[] Palette)
{
    private const int FileHeaderLength = 14;
    private const int CoreHeaderLength = 12;
    private const uint Uncompressed = 0;
    private const uint BitFields = 3;
    private const uint AlphaBitFields = 6;

    /// <summary>Bytes of one row, padded to four.</summary>
    internal long Stride => (((long)Width * BitsPerPixel) + 31) / 32 * 4;

    /// <exception cref="UnreadableMediaException">Damaged, or of a kind that is not supported.</exception>
    internal static BmpHeader Read(MediaFile file)
    {
        var head = file.ReadHead(MediaContent.HeadLength).AsSpan();
        var headerLength = ReadInt32(head, FileHeaderLength);
        var pixelsOffset = (uint)ReadInt32(head, 10);
        var isCore = headerLength == CoreHeaderLength;

        int width = isCore ? ReadUInt16(head, 18) : ReadInt32(head, 18);
        int signedHeight = isCore ? ReadUInt16(head, 20) : ReadInt32(head, 22);
        int bits = ReadUInt16(head, isCore ? 24 : 28);
        var compression = isCore ? Uncompressed : (uint)ReadInt32(head, 30);
        if (width <= 0 || signedHeight is 0 or int.MinValue)
            throw new UnreadableMediaException("The BMP photo is damaged: its size makes no sense.");
        if (compression is not (Uncompressed or BitFields or AlphaBitFields))
            throw new UnreadableMediaException("This BMP photo is compressed, which is not supported.");
        if (bits is not (1 or 4 or 8 or 16 or 24 or 32))
            throw new UnreadableMediaException($"This BMP photo has {bits} bits for each pixel, which is not supported.");

        var masks = compression == Uncompressed
            ? bits == 16 ? new uint[] { 0x7C00, 0x03E0, 0x001F } : [0xFF0000, 0x00FF00, 0x0000FF]
            : [(uint)ReadInt32(head, 54), (uint)ReadInt32(head, 58), (uint)ReadInt32(head, 62)];
        var paletteStart = FileHeaderLength + headerLength;
        if (headerLength == 40 && compression != Uncompressed)
            paletteStart += compression == BitFields ? 12 : 16;
        var palette = bits <= 8 ? ReadPalette(head, paletteStart, bits, isCore ? 3 : 4) : [];
        return new BmpHeader(width, Math.Abs(signedHeight), signedHeight < 0, bits, pixelsOffset, masks, palette);
    }

    // Colours that the file does not hold stay black.
    private static byte[] ReadPalette(ReadOnlySpan<byte> head, int start, int bits, int entryLength)
    {
        var palette = new byte[3 << bits];
        for (var i = 0; i < 1 << bits && start + (i * entryLength) + 3 <= head.Length; i++)
            head.Slice(start + (i * entryLength), 3).CopyTo(palette.AsSpan(i * 3));
        return palette;
    }

    private static int ReadInt32(ReadOnlySpan<byte> head, int at) =>
        at + 4 <= head.Length ? BinaryPrimitives.ReadInt32LittleEndian(head[at..]) : throw EndsEarly();

    private static ushort ReadUInt16(ReadOnlySpan<byte> head, int at) =>
        at + 2 <= head.Length ? BinaryPrimitives.ReadUInt16LittleEndian(head[at..]) : throw EndsEarly();

    internal static UnreadableMediaException EndsEarly() =>
        new("The file ends too early: part of the BMP photo is missing.");
}
