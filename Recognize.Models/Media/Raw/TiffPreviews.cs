using System.Buffers.Binary;

namespace Recognize.Models.Media.Raw;

/// <summary>
/// Walks the directories of TIFF-based RAW files (DNG, CR2, NEF, ARW, ORF, RW2, PEF, SRW and kin) and collects what may
/// be a JPEG preview. Tag numbers: TIFF 6.0, EXIF 2.3, and the makers' notes as ExifTool documents them.
/// </summary>
internal static class TiffPreviews
{
    private const ushort StripOffsets = 0x111;
    private const ushort OrientationTag = 0x112;
    private const ushort StripByteCounts = 0x117;
    private const ushort SubDirectories = 0x14A;
    private const ushort JpegOffset = 0x201;
    private const ushort JpegLength = 0x202;
    private const ushort PanasonicJpeg = 0x2E;
    private const ushort ExifDirectory = 0x8769;
    private const ushort MakerNote = 0x927C;
    private const ushort OlympusCameraSettings = 0x2020;
    private const ushort OlympusPreviewOffset = 0x101;
    private const ushort OlympusPreviewLength = 0x102;

    // A file may point its directories at each other.
    private const int MaxDirectories = 100;

    internal static IEnumerable<RawPreview> Find(MediaFile file, ReadOnlySpan<byte> head)
    {
        if (head.Length < 8)
            return [];
        var littleEndian = head[0] == (byte)'I';
        var first = littleEndian
            ? BinaryPrimitives.ReadUInt32LittleEndian(head[4..]) : BinaryPrimitives.ReadUInt32BigEndian(head[4..]);
        return Walk(file, new TiffDirectory(file, 0, littleEndian), first, littleEndian);
    }

    private static List<RawPreview> Walk(MediaFile file, TiffDirectory tiff, long first, bool littleEndian)
    {
        var found = new List<RawPreview>();
        var seen = new HashSet<long>();
        var waiting = new Queue<long>([first]);
        int? orientation = null;
        while (waiting.TryDequeue(out var offset) && seen.Count < MaxDirectories)
        {
            if (offset <= 0 || !seen.Add(offset))
                continue;
            var (entries, next) = tiff.Read(offset);
            // The first directory speaks for the photo; its previews often say nothing or their own.
            if (offset == first && One(tiff, entries, OrientationTag) is { } turned and >= 1 and <= 8)
                orientation = (int)turned;

            Add(found, One(tiff, entries, JpegOffset), One(tiff, entries, JpegLength));
            AddSingleStrip(found, tiff, entries);
            foreach (var entry in entries)
            {
                if (entry.Tag == PanasonicJpeg)
                    Add(found, entry.ValueOffset, entry.ByteLength);
                else if (entry.Tag is SubDirectories or ExifDirectory)
                    Array.ForEach(tiff.Values(entry), waiting.Enqueue);
                else if (entry.Tag == MakerNote)
                    AddOlympus(found, file, entry, littleEndian);
            }
            waiting.Enqueue(next);
        }
        return found.ConvertAll(preview => preview with { Orientation = orientation });
    }

    private static void AddSingleStrip(List<RawPreview> found, TiffDirectory tiff, List<TiffEntry> entries)
    {
        var strips = entries.Find(entry => entry.Tag == StripOffsets);
        if (strips.Count == 1)
            Add(found, One(tiff, entries, StripOffsets), One(tiff, entries, StripByteCounts));
    }

    // Olympus keeps a large preview in its maker's note, whose offsets count from the note's own beginning.
    private static void AddOlympus(List<RawPreview> found, MediaFile file, TiffEntry note, bool littleEndian)
    {
        Span<byte> start = stackalloc byte[12];
        if (file.Read(start, note.ValueOffset) != start.Length)
            return;
        var isNew = start.StartsWith("OLYMPUS\0"u8) || start.StartsWith("OM SYSTEM\0"u8);
        if (!isNew && !start.StartsWith("OLYMP\0"u8))
            return;

        var baseOffset = isNew ? note.ValueOffset : 0;
        var header = start.StartsWith("OM SYSTEM\0"u8) ? 16 : isNew ? 12 : 8;
        var tiff = new TiffDirectory(file, baseOffset, littleEndian);
        var (entries, _) = tiff.Read(isNew ? header : note.ValueOffset + header);
        var settings = entries.Find(entry => entry.Tag == OlympusCameraSettings);
        if (settings.Tag == 0)
            return;
        // Newer cameras give the directory's offset; older ones hold it in place.
        var directory = settings.Type is 4 or 13 ? One(tiff, entries, OlympusCameraSettings) : settings.ValueOffset - baseOffset;
        var (preview, _) = tiff.Read(directory ?? 0);
        Add(found, One(tiff, preview, OlympusPreviewOffset) + baseOffset, One(tiff, preview, OlympusPreviewLength));
    }

    private static void Add(List<RawPreview> found, long? offset, long? length)
    {
        if (offset > 0 && length > 0)
            found.Add(new RawPreview(offset.Value, length.Value, null));
    }

    private static long? One(TiffDirectory tiff, List<TiffEntry> entries, ushort tag)
    {
        var entry = entries.Find(entry => entry.Tag == tag);
        return entry.Tag == tag && tiff.Values(entry) is [var value, ..] ? value : null;
    }
}
