using System.Buffers.Binary;

namespace Recognize.Models.Media.Photos;

/// <summary>
/// What a JPEG's frame header says. Displayable: 8-bit and not lossless, a picture and not a camera's sensor data.
/// </summary>
internal readonly record struct JpegHeader(int Width, int Height, bool IsDisplayable)
{
    private const int MaxSegments = 200;

    /// <summary>Reads the frame header of the JPEG that begins at an offset; null when there is none.</summary>
    internal static JpegHeader? TryRead(MediaFile file, long offset, long end)
    {
        Span<byte> bytes = stackalloc byte[10];
        if (offset < 0 || end > file.Length || end - offset < 16)
            return null;
        if (file.Read(bytes[..2], offset) != 2 || bytes[0] != 0xFF || bytes[1] != 0xD8)
            return null;

        var at = offset + 2;
        for (var segment = 0; segment < MaxSegments && at + bytes.Length <= end; segment++)
        {
            if (file.Read(bytes, at) != bytes.Length || bytes[0] != 0xFF)
                return null;
            var marker = bytes[1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }
            if (marker is 0xDA or 0xD9)
                return null;
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                var height = BinaryPrimitives.ReadUInt16BigEndian(bytes[5..]);
                var width = BinaryPrimitives.ReadUInt16BigEndian(bytes[7..]);
                var displayable = marker is 0xC0 or 0xC1 or 0xC2 && bytes[4] == 8 && width > 0 && height > 0;
                return new JpegHeader(width, height, displayable);
            }
            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        }
        return null;
    }
}
