using System.Buffers.Binary;
using System.Globalization;
using Recognize.Models.Media.Photos;
using XmpCore;

namespace Recognize.Models.Media.Metadata;

/// <summary>
/// Finds the film inside a motion photo, in each of the three places where phones put it. A place is believed only when
/// an MP4 file begins there.
/// </summary>
internal static class MotionClipFinder
{
    // developer.android.com/media/platform/motion-photo-format, and its forerunner "micro video".
    private const string Camera = "http://ns.google.com/photos/1.0/camera/";
    private const string Container = "http://ns.google.com/photos/1.0/container/";
    private const string ContainerItem = "http://ns.google.com/photos/1.0/container/item/";
    private const int MaxItems = 32;

    // Samsung's trailer "SEF": blocks, then a directory of them with entries of 12 bytes, then its length and "SEFT".
    private const int SamsungEntryLength = 12;
    private const int MaxSamsungEntries = 256;
    private const ushort SamsungMotionPhoto = 0x0a30;

    internal static MotionClip? Find(MediaFile file, MetadataSources sources)
    {
        var head = file.ReadHead(12);
        var clip = IsoMetadata.Handles(head)
            ? InBox(file)
            : sources.Xmp.Select(document => InContainer(file, document) ?? AsMicroVideo(file, document))
                .FirstOrDefault(found => found is not null) ?? InSamsungTrailer(file);
        return clip is not null && BeginsAsMp4(file, clip) ? clip : null;
    }

    private static MotionClip? InBox(MediaFile file)
    {
        foreach (var box in IsoBox.Read(file, 0, file.Length))
        {
            if (box.Type == "mpvd")
                return new MotionClip(box.Start, Math.Min(box.End, file.Length) - box.Start);
        }
        return null;
    }

    /// <summary>The items of the directory lie one after the other at the end of the file.</summary>
    private static MotionClip? InContainer(MediaFile file, IXmpMeta document)
    {
        long after = 0;
        for (var i = Math.Min(MaxItems, Count(document)); i >= 1; i--)
        {
            var length = Integer(Field(document, i, "Length")) ?? 0;
            if (Field(document, i, "Semantic") == "MotionPhoto")
                return FromEnd(file, after + length, length);
            after += length + (Integer(Field(document, i, "Padding")) ?? 0);
        }
        return null;
    }

    private static MotionClip? AsMicroVideo(MediaFile file, IXmpMeta document) =>
        Integer(XmpFields.Text(document, Camera, "MicroVideoOffset")) is { } offset ? FromEnd(file, offset, offset) : null;

    private static MotionClip? InSamsungTrailer(MediaFile file)
    {
        Span<byte> tail = stackalloc byte[8];
        if (file.Length < 32 || file.Read(tail, file.Length - 8) < 8 || !tail[4..].SequenceEqual("SEFT"u8))
            return null;
        var directory = file.Length - 8 - BinaryPrimitives.ReadUInt32LittleEndian(tail);
        Span<byte> header = stackalloc byte[12];
        if (directory < 0 || file.Read(header, directory) < 12 || !header.StartsWith("SEFH"u8))
            return null;
        var count = Math.Min(MaxSamsungEntries, BinaryPrimitives.ReadUInt32LittleEndian(header[8..]));
        Span<byte> entry = stackalloc byte[SamsungEntryLength];
        Span<byte> block = stackalloc byte[8];
        for (var i = 0; i < count; i++)
        {
            if (file.Read(entry, directory + 12 + (i * SamsungEntryLength)) < SamsungEntryLength)
                return null;
            if (BinaryPrimitives.ReadUInt16LittleEndian(entry[2..]) != SamsungMotionPhoto)
                continue;
            // A block begins with its type and the length of its name; the film follows the name.
            var start = directory - BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]);
            if (start < 0 || file.Read(block, start) < 8)
                return null;
            var preface = 8L + BinaryPrimitives.ReadUInt32LittleEndian(block[4..]);
            return new MotionClip(start + preface, BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]) - preface);
        }
        return null;
    }

    private static bool BeginsAsMp4(MediaFile file, MotionClip clip)
    {
        Span<byte> start = stackalloc byte[8];
        return clip.Offset > 0 && clip.Length > 8 && clip.Offset + clip.Length <= file.Length
            && file.Read(start, clip.Offset) == 8 && start[4..].SequenceEqual("ftyp"u8);
    }

    private static MotionClip? FromEnd(MediaFile file, long distance, long length) =>
        length > 0 && distance <= file.Length ? new MotionClip(file.Length - distance, length) : null;

    private static int Count(IXmpMeta document)
    {
        try
        {
            return document.CountArrayItems(Container, "Directory");
        }
        catch (XmpException)
        {
            // Absent, or no list: then there is no item.
            return 0;
        }
    }

    private static string? Field(IXmpMeta document, int item, string name)
    {
        try
        {
            var path = XmpPathFactory.ComposeArrayItemPath("Directory", item)
                + XmpPathFactory.ComposeStructFieldPath(Container, "Item");
            return document.GetStructField(Container, path, ContainerItem, name)?.Value;
        }
        catch (XmpException)
        {
            return null;
        }
    }

    private static long? Integer(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < 1L << 40 ? number : null;
}
