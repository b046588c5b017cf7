using System.Buffers.Binary;
using Recognize.Models.Media.Photos;

namespace Recognize.Models.Media.Metadata;

/// <summary>
/// Takes EXIF and XMP out of photos in ISO base media files: HEIF and AVIF items (ISO/IEC 23008-12), JPEG XL boxes
/// (ISO/IEC 18181-2), Canon CR3 boxes. Lengths are checked and bounded.
/// </summary>
internal static class IsoMetadata
{
    private const int MaxBlockLength = 16 << 20;
    private const int MaxBlocks = 16;

    internal sealed record Found(List<byte[]> Exif, List<byte[]> Xmp, List<byte[]> Gps);

    internal static bool Handles(ReadOnlySpan<byte> head) =>
        head.Length >= 12 && (head[4..].StartsWith("ftyp"u8) || head[4..].StartsWith("JXL "u8));

    internal static Found Read(MediaFile file)
    {
        var found = new Found([], [], []);
        foreach (var box in IsoBox.Read(file, 0, file.Length))
        {
            if (box.Type == "meta")
                HeifItems.Read(file, box, found);
            else if (box.Type == "Exif")
                AddExif(found, Load(file, box.Start, box.End - box.Start));
            else if (box.Type == "xml ")
                Add(found.Xmp, Load(file, box.Start, box.End - box.Start));
            else if (box.Type == "moov")
                ReadCanon(file, box, found);
        }
        return found;
    }

    /// <summary>EXIF as items and boxes hold it: four bytes say how far on its TIFF structure begins.</summary>
    internal static void AddExif(Found found, byte[]? block)
    {
        if (block is null || block.Length < 16)
            return;
        var skip = 4L + BinaryPrimitives.ReadUInt32BigEndian(block);
        if (skip + 8 <= block.Length && MediaContent.IsTiff(block.AsSpan((int)skip)))
            Add(found.Exif, block[(int)skip..]);
    }

    internal static void Add(List<byte[]> blocks, byte[]? block)
    {
        if (block is { Length: > 0 } && blocks.Count < MaxBlocks)
            blocks.Add(block);
    }

    internal static byte[]? Load(MediaFile file, long offset, long length)
    {
        if (offset < 0 || length is <= 0 or > MaxBlockLength || offset + length > file.Length)
            return null;
        var block = new byte[length];
        return file.Read(block, offset) == length ? block : null;
    }

    // CMT1: camera, CMT2: exposure and dates, CMT4: position; each a TIFF structure.
    private static void ReadCanon(MediaFile file, IsoBox moov, Found found)
    {
        foreach (var box in IsoBox.Read(file, moov.Start, Math.Min(moov.End, file.Length)))
        {
            if (box.Type != "uuid")
                continue;
            foreach (var inner in IsoBox.Read(file, box.Start + 16, Math.Min(box.End, file.Length)))
            {
                var target = inner.Type switch { "CMT1" or "CMT2" => found.Exif, "CMT4" => found.Gps, _ => null };
                if (target is not null)
                    Add(target, Load(file, inner.Start, inner.End - inner.Start));
            }
        }
    }
}
