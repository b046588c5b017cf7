using System.Buffers.Binary;
using Recognize.Models.Media;

namespace Recognize.Models.Deidentification;

/// <summary>Puts an EXIF block into a picture that was just encoded and has no metadata.</summary>
internal static class PictureMetadata
{
    /// <summary>Bytes of a PNG before its second chunk: signature and header.</summary>
    private const int PngHead = 8 + 25;

    /// <summary>The picture with the block; as it is without one.</summary>
    /// <exception cref="ArgumentException">The picture is not of that format.</exception>
    public static byte[] Insert(byte[] picture, PictureFormat format, byte[]? exif)
    {
        if (exif is null)
            return picture;
        return format == PictureFormat.Png ? IntoPng(picture, exif) : IntoJpeg(picture, exif);
    }

    private static byte[] IntoJpeg(byte[] picture, byte[] exif)
    {
        if (picture is not [0xFF, 0xD8, 0xFF, ..])
            throw new ArgumentException("This is no JPEG.", nameof(picture));
        byte[] segment = [0xFF, 0xE1, 0, 0, .. "Exif\0\0"u8, .. exif];
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(2), checked((ushort)(segment.Length - 2)));
        return [.. picture.AsSpan(0, 2), .. segment, .. picture.AsSpan(2)];
    }

    private static byte[] IntoPng(byte[] picture, byte[] exif)
    {
        if (picture.Length < PngHead || !picture.AsSpan(1, 3).SequenceEqual("PNG"u8))
            throw new ArgumentException("This is no PNG.", nameof(picture));
        var chunk = new byte[12 + exif.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, exif.Length);
        "eXIf"u8.CopyTo(chunk.AsSpan(4));
        exif.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + exif.Length), Crc32(chunk.AsSpan(4, 4 + exif.Length)));
        return [.. picture.AsSpan(0, PngHead), .. chunk, .. picture.AsSpan(PngHead)];
    }

    // The polynomial of PNG's annex D, bit by bit: the block is a few hundred bytes long.
    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }
        return ~crc;
    }
}
