using System.Buffers.Binary;

namespace Recognize.Models.Media.Photos;

/// <summary>Finds the plain words for a photo that did not decode: cut short, or damaged.</summary>
internal static class PhotoDamage
{
    private const int TailLength = 64 * 1024;

    internal static string Explain(MediaFile file, MediaFormat format) =>
        EndsEarly(file, format)
            ? $"The file ends too early: part of the {format.Name} photo is missing."
            : $"The {format.Name} photo is damaged and cannot be decoded.";

    private static bool EndsEarly(MediaFile file, MediaFormat format)
    {
        if (format == MediaFormats.Jpeg)
            return Tail(file).AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xD9]) < 0;
        if (format == MediaFormats.Png)
            return Tail(file).AsSpan().IndexOf("IEND"u8) < 0;
        if (format == MediaFormats.Gif)
            return Tail(file).AsSpan().TrimEnd((byte)0) is not [.., 0x3B];
        if (format == MediaFormats.WebP)
            return RiffEnd(file) > file.Length;
        if (format == MediaFormats.Heif || format == MediaFormats.Avif)
            return BoxesEnd(file) > file.Length;
        return false;
    }

    private static byte[] Tail(MediaFile file)
    {
        var tail = new byte[Math.Min(TailLength, file.Length)];
        var read = file.Read(tail, file.Length - tail.Length);
        return tail[..read];
    }

    private static long RiffEnd(MediaFile file)
    {
        var head = file.ReadHead(8);
        return head.Length < 8 ? long.MaxValue : 8L + BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(4));
    }

    private static long BoxesEnd(MediaFile file)
    {
        long end = 0;
        foreach (var box in IsoBox.Read(file, 0, file.Length))
            end = box.End;
        return end;
    }
}
