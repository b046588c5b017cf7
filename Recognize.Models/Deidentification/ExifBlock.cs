using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Recognize.Models.Media;

namespace Recognize.Models.Deidentification;

/// <summary>Writes the few facts that an export may keep as an EXIF block (TIFF 6.0, little-endian): never a preview.</summary>
internal static class ExifBlock
{
    private const ushort Ascii = 2, Long = 4, Rational = 5, Byte = 1;
    private const int HeadBytes = 8, EntryBytes = 12;
    private const int MaxText = 100;

    /// <summary>The block, without a marker or chunk around it; null when there is nothing to say.</summary>
    public static byte[]? Write(PhotoMetadata metadata, MetadataChoice choice)
    {
        if (choice == MetadataChoice.Strip)
            return null;
        var time = metadata.TakenAt?.ToString("yyyy:MM:dd HH:mm:ss", CultureInfo.InvariantCulture);
        var main = new List<Field>();
        AddText(main, 0x010F, metadata.CameraMake);
        AddText(main, 0x0110, metadata.CameraModel);
        AddText(main, 0x0132, time);
        var details = new List<Field>();
        AddText(details, 0x9003, time);
        AddText(details, 0x9011, time is null || metadata.UtcOffset is not { } offset ? null : Offset(offset));
        AddText(details, 0xA434, metadata.Lens);
        var place = choice == MetadataChoice.Keep ? Place(metadata) : [];
        return main.Count + details.Count + place.Count == 0 ? null : Assemble(main, details, place);
    }

    private static List<Field> Place(PhotoMetadata metadata)
    {
        var place = new List<Field>();
        if (metadata is not { Latitude: { } latitude, Longitude: { } longitude })
            return place;
        AddText(place, 0x0001, latitude < 0 ? "S" : "N");
        place.Add(new Field(0x0002, Rational, 3, Degrees(latitude)));
        AddText(place, 0x0003, longitude < 0 ? "W" : "E");
        place.Add(new Field(0x0004, Rational, 3, Degrees(longitude)));
        if (metadata.Altitude is { } altitude && Math.Abs(altitude) < 100_000)
        {
            place.Add(new Field(0x0005, Byte, 1, [(byte)(altitude < 0 ? 1 : 0)]));
            place.Add(new Field(0x0006, Rational, 1, Fraction(Math.Abs(altitude), 100)));
        }
        return place;
    }

    private static string Offset(TimeSpan offset) => string.Create(
        CultureInfo.InvariantCulture, $"{(offset < TimeSpan.Zero ? '-' : '+')}{offset:hh\\:mm}");

    private static byte[] Degrees(double value)
    {
        value = Math.Abs(value);
        var minutes = (value - Math.Floor(value)) * 60;
        return
        [
            .. Fraction(Math.Floor(value), 1), .. Fraction(Math.Floor(minutes), 1),
            .. Fraction((minutes - Math.Floor(minutes)) * 60, 10_000),
        ];
    }

    private static byte[] Fraction(double value, uint denominator)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)Math.Round(value * denominator));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), denominator);
        return bytes;
    }

    private static void AddText(List<Field> fields, ushort tag, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return;
        var bytes = Encoding.ASCII.GetBytes(text.Length <= MaxText ? text : text[..MaxText]);
        fields.Add(new Field(tag, Ascii, (uint)bytes.Length + 1, [.. bytes, 0]));
    }

    private static byte[] Assemble(List<Field> main, List<Field> details, List<Field> place)
    {
        // The pointers' values are known once the lengths are; a pointer is as long whatever it says.
        if (details.Count > 0)
            main.Add(new Field(0x8769, Long, 1, new byte[4]));
        if (place.Count > 0)
            main.Add(new Field(0x8825, Long, 1, new byte[4]));
        var detailsAt = HeadBytes + LengthOf(main);
        var placeAt = detailsAt + (details.Count > 0 ? LengthOf(details) : 0);
        foreach (var pointer in main.Where(field => field.Type == Long))
            BinaryPrimitives.WriteUInt32LittleEndian(pointer.Value, (uint)(pointer.Tag == 0x8769 ? detailsAt : placeAt));

        using var block = new MemoryStream();
        block.Write("II*\0"u8);
        block.Write([HeadBytes, 0, 0, 0]);
        WriteDirectory(block, main);
        if (details.Count > 0)
            WriteDirectory(block, details);
        if (place.Count > 0)
            WriteDirectory(block, place);
        return block.ToArray();
    }

    private static int LengthOf(List<Field> fields) =>
        2 + (EntryBytes * fields.Count) + 4 + fields.Sum(field => field.Value.Length > 4 ? Even(field.Value.Length) : 0);

    private static int Even(int length) => length + (length & 1);

    private static void WriteDirectory(MemoryStream block, List<Field> fields)
    {
        var valuesAt = (int)block.Position + 2 + (EntryBytes * fields.Count) + 4;
        var values = new List<byte>();
        Span<byte> entry = stackalloc byte[EntryBytes];
        block.Write([(byte)fields.Count, 0]);
        foreach (var field in fields.OrderBy(field => field.Tag))
        {
            entry.Clear();
            BinaryPrimitives.WriteUInt16LittleEndian(entry, field.Tag);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[2..], field.Type);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], field.Count);
            if (field.Value.Length <= 4)
            {
                field.Value.CopyTo(entry[8..]);
            }
            else
            {
                BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], (uint)(valuesAt + values.Count));
                values.AddRange(field.Value);
                if ((values.Count & 1) != 0)
                    values.Add(0);
            }
            block.Write(entry);
        }
        block.Write([0, 0, 0, 0]);
        block.Write(values.ToArray());
    }

    private sealed record Field(ushort Tag, ushort Type, uint Count, byte[] Value);
}
