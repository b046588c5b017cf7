using System.Text;
using Recognize.Models.Media.Photos;

namespace Recognize.Models.Media.Metadata;

/// <summary>Finds the EXIF and XMP items of a HEIF or AVIF file by its item list and item locations.</summary>
internal static class HeifItems
{
    private const int MaxItems = 5000;

    internal static void Read(MediaFile file, IsoBox meta, IsoMetadata.Found found)
    {
        var types = new Dictionary<uint, string>();
        var locations = new List<(uint Id, bool InData, long At, long Length)>();
        var data = 0L;
        foreach (var box in IsoBox.Read(file, meta.Start + 4, Math.Min(meta.End, file.Length)))
        {
            if (box.Type == "idat")
                data = box.Start;
            else if (box.Type == "iinf")
                ReadTypes(file, box, types);
            else if (box.Type == "iloc" && IsoMetadata.Load(file, box.Start, box.End - box.Start) is { } bytes)
                ReadLocations(new Reader(bytes), locations);
        }
        foreach (var (id, inData, at, length) in locations)
        {
            if (!types.TryGetValue(id, out var type))
                continue;
            var block = IsoMetadata.Load(file, inData ? data + at : at, length);
            if (type == "Exif")
                IsoMetadata.AddExif(found, block);
            else
                IsoMetadata.Add(found.Xmp, block);
        }
    }

    private static void ReadTypes(MediaFile file, IsoBox list, Dictionary<uint, string> types)
    {
        Span<byte> version = stackalloc byte[1];
        if (file.Read(version, list.Start) != 1)
            return;
        foreach (var box in IsoBox.Read(file, list.Start + (version[0] == 0 ? 6 : 8), Math.Min(list.End, file.Length)))
        {
            if (box.Type != "infe" || IsoMetadata.Load(file, box.Start, Math.Min(box.End - box.Start, 400)) is not { } bytes)
                continue;
            var reader = new Reader(bytes);
            var infeVersion = reader.Take(4) >> 24;
            if (infeVersion < 2)
                continue;
            var id = (uint)reader.Take(infeVersion == 2 ? 2 : 4);
            reader.Take(2);
            var type = reader.Text(4);
            if (type == "Exif" || (type == "mime" && IsXmp(bytes)))
                types[id] = type;
        }
    }

    private static bool IsXmp(ReadOnlySpan<byte> entry) => entry.IndexOf("application/rdf+xml"u8) >= 0;

    private static void ReadLocations(Reader reader, List<(uint, bool, long, long)> locations)
    {
        var version = reader.Take(1);
        reader.Take(3);
        var sizes = reader.Take(2);
        var (offsetSize, lengthSize) = ((int)(sizes >> 12), (int)(sizes >> 8) & 15);
        var (baseSize, indexSize) = ((int)(sizes >> 4) & 15, version is 1 or 2 ? (int)sizes & 15 : 0);
        var count = reader.Take(version < 2 ? 2 : 4);
        for (var i = 0; i < Math.Min(count, MaxItems) && !reader.IsAtEnd; i++)
        {
            var id = (uint)reader.Take(version < 2 ? 2 : 4);
            var construction = version is 1 or 2 ? reader.Take(2) & 15 : 0;
            reader.Take(2);
            var start = reader.Take(baseSize);
            var extents = reader.Take(2);
            for (var extent = 0; extent < extents && !reader.IsAtEnd; extent++)
            {
                reader.Take(indexSize);
                var at = start + reader.Take(offsetSize);
                var length = reader.Take(lengthSize);
                // Metadata in several pieces is legal and unheard of.
                if (extents == 1 && construction <= 1)
                    locations.Add((id, construction == 1, at, length));
            }
        }
    }

    /// <summary>Big-endian numbers one after the other; past the end they are zero.</summary>
    private sealed class Reader(byte[] bytes)
    {
        private int _at;

        internal bool IsAtEnd => _at >= bytes.Length;

        internal long Take(int size)
        {
            long value = 0;
            for (var i = 0; i < size; i++, _at++)
                value = (value << 8) | (_at < bytes.Length ? bytes[_at] : (byte)0);
            return value;
        }

        internal string Text(int length)
        {
            var text = _at + length <= bytes.Length ? Encoding.Latin1.GetString(bytes, _at, length) : "";
            _at += length;
            return text;
        }
    }
}
