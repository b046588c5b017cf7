using System.Buffers.Binary;

namespace Recognize.Tests.Classifiers;

/// <summary>Photos of one colour, as small files.</summary>
internal static class SmallPhoto
{
    private const int Side = 16;

    /// <summary>A BMP file of 16 x 16 pixels.</summary>
    public static byte[] Bmp(byte red, byte green, byte blue)
    {
        const int headerBytes = 54;
        var file = new byte[headerBytes + (Side * Side * 3)];
        (file[0], file[1]) = ((byte)'B', (byte)'M');
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), headerBytes);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), Side);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), Side);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(26), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(28), 24);
        for (var at = headerBytes; at < file.Length; at += 3)
            (file[at], file[at + 1], file[at + 2]) = (blue, green, red);
        return file;
    }
}
