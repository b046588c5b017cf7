using Recognize.Models.Media;

namespace Recognize.Worker.Decoding;

/// <summary>A photo's metadata as a message between a decoder and its worker.</summary>
internal static class MetadataMessage
{
    /// <summary>More than any reader of metadata gives.</summary>
    private const int MostItems = 10_000;

    public static void Write(PhotoMetadata metadata, BinaryWriter writer)
    {
        Write(writer, metadata.TakenAt?.Ticks, writer.Write);
        Write(writer, metadata.UtcOffset?.Ticks, writer.Write);
        Write(writer, metadata.Latitude, writer.Write);
        Write(writer, metadata.Longitude, writer.Write);
        Write(writer, metadata.Altitude, writer.Write);
        Write(writer, metadata.Orientation, writer.Write);
        Write(writer, metadata.Rating, writer.Write);
        foreach (var text in (string?[])[metadata.CameraMake, metadata.CameraModel, metadata.Lens, metadata.Title, metadata.Description])
            Write(writer, text);
        WriteAll(writer, metadata.Keywords, writer.Write);
        WriteAll(writer, metadata.Warnings, writer.Write);
        WriteAll(writer, metadata.Faces, face =>
        {
            Write(writer, face.Name);
            foreach (var side in (float[])[face.Box.X, face.Box.Y, face.Box.Width, face.Box.Height])
                writer.Write(side);
        });
        writer.Write(metadata.Motion is not null);
        if (metadata.Motion is { } motion)
        {
            writer.Write(motion.Offset);
            writer.Write(motion.Length);
        }
    }

    /// <exception cref="InvalidDataException">It is no such message.</exception>
    public static PhotoMetadata Read(BinaryReader reader) => new()
    {
        TakenAt = Read(reader, () => new DateTime(reader.ReadInt64(), DateTimeKind.Unspecified)),
        UtcOffset = Read(reader, () => new TimeSpan(reader.ReadInt64())),
        Latitude = Read(reader, () => Finite(reader.ReadDouble())),
        Longitude = Read(reader, () => Finite(reader.ReadDouble())),
        Altitude = Read(reader, () => Finite(reader.ReadDouble())),
        Orientation = Read(reader, reader.ReadInt32),
        Rating = Read(reader, reader.ReadInt32),
        CameraMake = ReadText(reader),
        CameraModel = ReadText(reader),
        Lens = ReadText(reader),
        Title = ReadText(reader),
        Description = ReadText(reader),
        Keywords = ReadAll(reader, reader.ReadString),
        Warnings = ReadAll(reader, reader.ReadString),
        Faces = ReadAll(reader, () => new FaceRegion(
            ReadText(reader),
            new ImageBox(reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle()))),
        Motion = reader.ReadBoolean() ? new MotionClip(reader.ReadInt64(), reader.ReadInt64()) : null,
    };

    private static void Write<T>(BinaryWriter writer, T? value, Action<T> write) where T : struct
    {
        writer.Write(value.HasValue);
        if (value is { } known)
            write(known);
    }

    private static void Write(BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        if (text is not null)
            writer.Write(text);
    }

    private static void WriteAll<T>(BinaryWriter writer, IReadOnlyList<T> items, Action<T> write)
    {
        writer.Write(items.Count);
        foreach (var item in items)
            write(item);
    }

    private static T? Read<T>(BinaryReader reader, Func<T> read) where T : struct => reader.ReadBoolean() ? read() : null;

    private static string? ReadText(BinaryReader reader) => reader.ReadBoolean() ? reader.ReadString() : null;

    private static List<T> ReadAll<T>(BinaryReader reader, Func<T> read)
    {
        var count = reader.ReadInt32();
        if (count is < 0 or > MostItems)
            throw new InvalidDataException("The list is too long.");
        var items = new List<T>(Math.Min(count, 256));
        for (var i = 0; i < count; i++)
            items.Add(read());
        return items;
    }

    private static double Finite(double value) =>
        double.IsFinite(value) ? value : throw new InvalidDataException("This is no number.");
}
