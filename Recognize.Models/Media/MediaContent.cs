using System.Buffers.Binary;
using System.Text;

namespace Recognize.Models.Media;

/// <summary>Tells from a file's first bytes what it really holds; names mislead.</summary>
internal static class MediaContent
{
    /// <summary>How many first bytes are worth reading.</summary>
    internal const int HeadLength = 4096;

    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    // ISO/IEC 18181-2: signature box of the JPEG XL container.
    private static ReadOnlySpan<byte> JpegXlContainer =>
        [0, 0, 0, 0x0C, (byte)'J', (byte)'X', (byte)'L', (byte)' ', 0x0D, 0x0A, 0x87, 0x0A];

    /// <summary>The photo format that the bytes show, or null when they show none that is read by its own decoder.</summary>
    internal static MediaFormat? IdentifyPhoto(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
            return MediaFormats.Jpeg;
        if (head.StartsWith(PngSignature))
            return MediaFormats.Png;
        if (head.StartsWith("RIFF"u8) && head.Length >= 12 && head[8..].StartsWith("WEBP"u8))
            return MediaFormats.WebP;
        if (head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8))
            return MediaFormats.Gif;
        if (IsTiff(head))
            return MediaFormats.Tiff;
        if (head.StartsWith("BM"u8) && IsBmp(head))
            return MediaFormats.Bmp;
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x0A]) || head.StartsWith(JpegXlContainer))
            return MediaFormats.JpegXl;
        return IdentifyIsoImage(head);
    }

    /// <summary>Why bytes that are no photo are none, in words for the owner: "it holds …".</summary>
    internal static string DescribeNoPhoto(ReadOnlySpan<byte> head)
    {
        if (DescribeForeign(head) is { } foreign)
            return foreign;
        var isRecording = (head.Length >= 12 && head[4..].StartsWith("ftyp"u8)) || head.StartsWith("RIFF"u8) ||
            head.StartsWith("ID3"u8) || head.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3]);
        return isRecording
            ? "it holds a video or sound recording"
            : "it holds no photo of a known format, or its beginning is damaged";
    }

    /// <summary>What bytes hold that are no media at all, in words for the owner; null when they may be media.</summary>
    internal static string? DescribeForeign(ReadOnlySpan<byte> head)
    {
        if (head.IndexOfAnyExcept((byte)0) < 0)
            return "it holds nothing but zeros";
        var start = SkipBlanks(head);
        if (StartsWithIgnoringCase(start, "<!doctype html"u8) || StartsWithIgnoringCase(start, "<html"u8))
            return "it holds a web page";
        if (start.StartsWith("<"u8) && head.IndexOf("<svg"u8) >= 0)
            return "it holds an SVG drawing, which is not supported";
        if (head.StartsWith("%PDF"u8))
            return "it holds a PDF document";
        if (head.StartsWith("PK\x03\x04"u8))
            return "it holds a ZIP archive";
        if (head.StartsWith("8BPS"u8))
            return "it holds a Photoshop document, which is not supported";
        return LooksLikeText(head) ? "it holds text" : null;
    }

    /// <summary>Classic TIFF or BigTIFF of either byte order.</summary>
    internal static bool IsTiff(ReadOnlySpan<byte> head) =>
        head.StartsWith("II\x2A\0"u8) || head.StartsWith("MM\0\x2A"u8) ||
        head.StartsWith("II\x2B\0"u8) || head.StartsWith("MM\0\x2B"u8);

    private static bool IsBmp(ReadOnlySpan<byte> head)
    {
        if (head.Length < 18)
            return false;
        var headerSize = BinaryPrimitives.ReadUInt32LittleEndian(head[14..]);
        return headerSize is 12 or 16 or 40 or 52 or 56 or 64 or 108 or 124;
    }

    private static MediaFormat? IdentifyIsoImage(ReadOnlySpan<byte> head)
    {
        if (head.Length < 16 || !head[4..].StartsWith("ftyp"u8))
            return null;

        var length = BinaryPrimitives.ReadUInt32BigEndian(head);
        var end = (int)Math.Min(Math.Max(length, 16), (uint)head.Length);
        MediaFormat? found = null;
        for (var at = 8; at + 4 <= end; at += at == 8 ? 8 : 4)
        {
            var brand = head.Slice(at, 4);
            if (brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8))
                return MediaFormats.Avif;
            if (IsHeifBrand(brand))
                found ??= MediaFormats.Heif;
        }
        return found;
    }

    private static bool IsHeifBrand(ReadOnlySpan<byte> brand) =>
        brand.SequenceEqual("heic"u8) || brand.SequenceEqual("heix"u8) || brand.SequenceEqual("heim"u8) ||
        brand.SequenceEqual("heis"u8) || brand.SequenceEqual("hevc"u8) || brand.SequenceEqual("hevx"u8) ||
        brand.SequenceEqual("mif1"u8) || brand.SequenceEqual("msf1"u8);

    private static ReadOnlySpan<byte> SkipBlanks(ReadOnlySpan<byte> head)
    {
        var text = head.StartsWith(Encoding.UTF8.Preamble) ? head[3..] : head;
        return text.TrimStart(" \t\r\n"u8);
    }

    private static bool StartsWithIgnoringCase(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lowerCase) =>
        text.Length >= lowerCase.Length && Ascii.EqualsIgnoreCase(text[..lowerCase.Length], lowerCase);

    private static bool LooksLikeText(ReadOnlySpan<byte> head)
    {
        foreach (var b in head)
        {
            if (b < 0x20 && b is not ((byte)'\t' or (byte)'\n' or (byte)'\r' or 0x0C or 0x1B))
                return false;
        }
        // The head may end inside a character: a few broken bytes at its end are no proof against text.
        var tail = Math.Min(3, head.Length);
        for (var cut = 0; cut <= tail; cut++)
        {
            if (System.Text.Unicode.Utf8.IsValid(head[..^cut]))
                return true;
        }
        return false;
    }
}
