using System.Buffers.Binary;
using Recognize.Models.Media.Photos;

namespace Recognize.Models.Media.Raw;

/// <summary>Finds the largest JPEG that a camera put into its RAW file to show it by.</summary>
internal static class RawPreviewFinder
{
    private const int MinLength = 100;

    /// <summary>Whether a file is RAW: by its first bytes, or, being a TIFF inside, by its name too.</summary>
    internal static bool Handles(ReadOnlySpan<byte> head, string path) =>
        IsFujifilm(head) || IsCanonCr3(head) || IsOlympus(head) || IsPanasonic(head) || IsCanonCr2(head) ||
        (MediaContent.IsTiff(head) && MediaFormats.FromFileName(path) is { IsRaw: true });

    /// <summary>The largest preview by its pixels, or null when there is none.</summary>
    internal static RawPreview? Find(MediaFile file)
    {
        var head = file.ReadHead(MediaContent.HeadLength);
        var candidates = IsFujifilm(head) ? FindFujifilm(file, head)
            : IsCanonCr3(head) ? CanonCr3Previews.Find(file)
            : TiffPreviews.Find(file, head);

        RawPreview? best = null;
        var most = 0L;
        foreach (var candidate in candidates)
        {
            var end = Math.Min(candidate.Offset + candidate.Length, file.Length);
            if (candidate.Length < MinLength || JpegHeader.TryRead(file, candidate.Offset, end) is not
                { IsDisplayable: true } jpeg)
                continue;
            var pixels = (long)jpeg.Width * jpeg.Height;
            if (pixels <= most)
                continue;
            (most, best) = (pixels, candidate with { Length = end - candidate.Offset });
        }
        return best;
    }

    // The header names offset and length of a JPEG with full EXIF, big-endian.
    private static RawPreview[] FindFujifilm(MediaFile file, ReadOnlySpan<byte> head) => head.Length < 92
        ? []
        : [new RawPreview(
            BinaryPrimitives.ReadUInt32BigEndian(head[84..]),
            Math.Min(BinaryPrimitives.ReadUInt32BigEndian(head[88..]), file.Length), null)];

    private static bool IsFujifilm(ReadOnlySpan<byte> head) => head.StartsWith("FUJIFILMCCD-RAW"u8);

    private static bool IsCanonCr3(ReadOnlySpan<byte> head) =>
        head.Length >= 12 && head[4..].StartsWith("ftypcrx "u8);

    private static bool IsCanonCr2(ReadOnlySpan<byte> head) =>
        head.Length >= 10 && head.StartsWith("II\x2A\0"u8) && head[8..].StartsWith("CR"u8);

    private static bool IsOlympus(ReadOnlySpan<byte> head) =>
        head.StartsWith("IIRO"u8) || head.StartsWith("IIRS"u8) || head.StartsWith("MMOR"u8);

    private static bool IsPanasonic(ReadOnlySpan<byte> head) => head.StartsWith("IIU\0"u8);
}
