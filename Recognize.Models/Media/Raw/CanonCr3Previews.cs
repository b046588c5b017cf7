using System.Buffers.Binary;
using Recognize.Models.Media.Photos;

namespace Recognize.Models.Media.Raw;

/// <summary>
/// Finds the previews of Canon CR3: an ISO base media file with a full-size JPEG as the first sample of a track and a
/// smaller one in a box of its own. Structure as in https://github.com/lclevy/canon_cr3.
/// </summary>
internal static class CanonCr3Previews
{
    private static readonly byte[] CanonBox = Convert.FromHexString("85C0B687820F11E08111F4CE462B6A48");
    private static readonly byte[] PreviewBox = Convert.FromHexString("EAF42B5E1C984B88B9FBB7DC406E4D16");

    internal static List<RawPreview> Find(MediaFile file)
    {
        var found = new List<RawPreview>();
        int? orientation = null;
        foreach (var box in IsoBox.Read(file, 0, file.Length))
        {
            if (box.Type == "uuid" && HasId(file, box, PreviewBox))
                AddWithin(found, file, box);
            if (box.Type != "moov")
                continue;
            foreach (var inner in IsoBox.Read(file, box.Start, Math.Min(box.End, file.Length)))
            {
                if (inner.Type == "uuid" && HasId(file, inner, CanonBox))
                    orientation = ReadOrientation(file, inner) ?? orientation;
                else if (inner.Type == "trak")
                    AddFirstSample(found, file, inner);
            }
        }
        return found.ConvertAll(preview => preview with { Orientation = orientation });
    }

    private static bool HasId(MediaFile file, IsoBox box, ReadOnlySpan<byte> id)
    {
        Span<byte> bytes = stackalloc byte[16];
        return file.Read(bytes, box.Start) == bytes.Length && bytes.SequenceEqual(id);
    }

    private static void AddWithin(List<RawPreview> found, MediaFile file, IsoBox box)
    {
        var start = new byte[256];
        var read = file.Read(start, box.Start);
        var jpeg = start.AsSpan(0, read).IndexOf((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);
        if (jpeg >= 0)
            found.Add(new RawPreview(box.Start + jpeg, box.End - box.Start - jpeg, null));
    }

    private static void AddFirstSample(List<RawPreview> found, MediaFile file, IsoBox track)
    {
        var table = Child(file, Child(file, Child(file, track, "mdia"), "minf"), "stbl");
        if (table is not { } samples)
            return;
        var size = Read(file, Child(file, samples, "stsz"), 4, 4);
        // Zero says that sizes differ, and a list follows.
        if (size == 0)
            size = Read(file, Child(file, samples, "stsz"), 12, 4);
        var offset = Read(file, Child(file, samples, "co64"), 8, 8) ?? Read(file, Child(file, samples, "stco"), 8, 4);
        if (offset > 0 && size > 0)
            found.Add(new RawPreview(offset.Value, size.Value, null));
    }

    private static IsoBox? Child(MediaFile file, IsoBox? parent, string type)
    {
        if (parent is not { } box)
            return null;
        foreach (var child in IsoBox.Read(file, box.Start, Math.Min(box.End, file.Length)))
        {
            if (child.Type == type)
                return child;
        }
        return null;
    }

    private static long? Read(MediaFile file, IsoBox? box, int at, int size)
    {
        Span<byte> bytes = stackalloc byte[8];
        if (box is not { } known || file.Read(bytes[..size], known.Start + at) != size)
            return null;
        return size == 8 ? BinaryPrimitives.ReadInt64BigEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    // The box CMT1 holds the photo's first TIFF directory.
    private static int? ReadOrientation(MediaFile file, IsoBox canon)
    {
        var inside = new IsoBox("", canon.Start + 16, canon.End);
        if (Child(file, inside, "CMT1") is not { } box)
            return null;
        Span<byte> mark = stackalloc byte[2];
        if (file.Read(mark, box.Start) != 2)
            return null;
        var tiff = new TiffDirectory(file, box.Start, mark[0] == (byte)'I');
        var entry = tiff.Read(8).Entries.Find(entry => entry.Tag == 0x112);
        return entry.Tag != 0 && tiff.Values(entry) is [>= 1 and <= 8 and var value, ..] ? (int)value : null;
    }
}
