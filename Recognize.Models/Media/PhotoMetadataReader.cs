using MetadataExtractor;
using MetadataExtractor.Formats.Exif;
using MetadataExtractor.Formats.Iptc;
using Recognize.Models.Media.Metadata;

namespace Recognize.Models.Media;

/// <summary>
/// Reads EXIF, IPTC and XMP of a photo, and of a sidecar beside it (<c>photo.jpg.xmp</c> or <c>photo.xmp</c>), whose
/// word counts more. Damaged metadata gives warnings and what could be read. Thread-safe.
/// </summary>
public static class PhotoMetadataReader
{
    private const int MaxNameLength = 100;
    private const int MaxTitleLength = 300;
    private const int MaxDescriptionLength = 4000;
    private const int MaxKeywords = 200;

    // Windows writes stars here: EXIF tag Rating.
    private const int ExifRating = 0x4746;

    /// <exception cref="UnreadableMediaException">The file is empty or no regular file.</exception>
    /// <exception cref="IOException">The file cannot be opened now, or is gone.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission to read the file.</exception>
    public static PhotoMetadata Read(string path)
    {
        using var file = MediaFile.Open(path);
        var sources = MetadataSources.Read(file, path);
        var (takenAt, offset) = TakenTime.Find(sources);
        var position = GpsPosition.Find(sources);
        var orientation = Orientation(sources);
        return new PhotoMetadata
        {
            TakenAt = takenAt,
            UtcOffset = offset,
            CameraMake = Exif(sources, ExifDirectoryBase.TagMake) ?? Xmp(sources, XmpFields.Tiff, "Make"),
            CameraModel = Exif(sources, ExifDirectoryBase.TagModel) ?? Xmp(sources, XmpFields.Tiff, "Model"),
            Lens = Exif(sources, ExifDirectoryBase.TagLensModel) ?? Xmp(sources, XmpFields.ExifAux, "Lens"),
            Latitude = position?.Latitude,
            Longitude = position?.Longitude,
            Altitude = position?.Altitude,
            Orientation = orientation,
            Title = Title(sources),
            Description = Description(sources),
            Rating = Rating(sources),
            Keywords = Keywords(sources),
            Faces = sources.Xmp.Select(document => FaceRegions.Read(document, orientation ?? 1))
                .FirstOrDefault(faces => faces.Count > 0) ?? [],
            Motion = MotionClipFinder.Find(file, sources),
            Warnings = sources.Warnings,
        };
    }

    private static int? Orientation(MetadataSources sources)
    {
        // The first directory is the photo's; later ones belong to its previews.
        foreach (var directory in sources.Directories.OfType<ExifIfd0Directory>())
        {
            if (directory.TryGetInt32(ExifDirectoryBase.TagOrientation, out var value) && value is >= 1 and <= 8)
                return value;
        }
        return null;
    }

    private static string? Title(MetadataSources sources) => First(
        Localized(sources, "title"),
        Iptc(sources, IptcDirectory.TagObjectName),
        Iptc(sources, IptcDirectory.TagHeadline)) is { } title ? MetadataText.Clean(title, MaxTitleLength) : null;

    private static string? Description(MetadataSources sources) => First(
        Localized(sources, "description"),
        Iptc(sources, IptcDirectory.TagCaption),
        ExifText(sources, ExifDirectoryBase.TagImageDescription)) is { } text
            ? MetadataText.Clean(text, MaxDescriptionLength) : null;

    private static int? Rating(MetadataSources sources)
    {
        foreach (var document in sources.Xmp)
        {
            if (XmpFields.Number(document, XmpFields.Xmp, "Rating") is >= -1 and <= 5 and var stars)
                return Math.Round(stars) is var whole and not 0 ? (int)whole : null;
        }
        foreach (var directory in sources.Directories.OfType<ExifDirectoryBase>())
        {
            if (directory.TryGetInt32(ExifRating, out var stars) && stars is >= 1 and <= 5)
                return stars;
        }
        return null;
    }

    private static List<string> Keywords(MetadataSources sources)
    {
        var keywords = sources.Xmp
            .SelectMany(document => XmpFields.List(document, XmpFields.DublinCore, "subject"))
            .Concat(sources.Directories.OfType<IptcDirectory>()
                .SelectMany(directory => directory.GetStringArray(IptcDirectory.TagKeywords) ?? []));
        var distinct = new List<string>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var keyword in keywords)
        {
            if (distinct.Count < MaxKeywords && MetadataText.Clean(keyword, MaxNameLength) is { } clean && seen.Add(clean))
                distinct.Add(clean);
        }
        return distinct;
    }

    private static string? Exif(MetadataSources sources, int tag) =>
        MetadataText.Clean(ExifText(sources, tag), MaxNameLength);

    private static string? ExifText(MetadataSources sources, int tag) => First([.. sources.Directories
        .OfType<ExifDirectoryBase>().Where(directory => directory is not (GpsDirectory or ExifThumbnailDirectory))
        .Select(directory => directory.GetString(tag))]);

    private static string? Iptc(MetadataSources sources, int tag) =>
        First([.. sources.Directories.OfType<IptcDirectory>().Select(directory => directory.GetString(tag))]);

    private static string? Xmp(MetadataSources sources, string schema, string name) => MetadataText.Clean(
        First([.. sources.Xmp.Select(document => XmpFields.Text(document, schema, name))]), MaxNameLength);

    private static string? Localized(MetadataSources sources, string name) =>
        First([.. sources.Xmp.Select(document => XmpFields.Localized(document, XmpFields.DublinCore, name))]);

    private static string? First(params ReadOnlySpan<string?> candidates)
    {
        foreach (var candidate in candidates)
        {
            if (!string.IsNullOrWhiteSpace(candidate?.Trim('\0')))
                return candidate;
        }
        return null;
    }
}
