using System.Globalization;
using MetadataExtractor;
using MetadataExtractor.Formats.Exif;
using MetadataExtractor.Formats.Iptc;
using XmpCore;
using Directory = MetadataExtractor.Directory;

namespace Recognize.Models.Media.Metadata;

/// <summary>
/// Decides when a photo was taken: the sidecar's word first, then EXIF, the XMP inside, IPTC, and the GPS clock.
/// </summary>
internal static class TakenTime
{
    // EXIF 2.31; the library has no names for them.
    private const int OffsetTime = 0x9010;
    private const int OffsetTimeOriginal = 0x9011;
    private const int OffsetTimeDigitized = 0x9012;

    // Joseph Nicéphore Niépce took the first photo in 1826; scans of old ones carry their dates.
    private const int FirstYear = 1826;
    private const int LastYear = 2200;

    private static readonly TimeSpan LargestOffset = TimeSpan.FromHours(14);
    private static readonly TimeSpan LargestGpsLag = TimeSpan.FromMinutes(5);

    private static readonly (string Schema, string Name)[] XmpDates =
    [
        (XmpFields.Exif, "DateTimeOriginal"), (XmpFields.Photoshop, "DateCreated"), (XmpFields.Xmp, "CreateDate"),
        (XmpFields.Exif, "DateTimeDigitized"), (XmpFields.Pdf, "CreationDate"),
    ];

    internal static (DateTime? Local, TimeSpan? Offset) Find(MetadataSources sources)
    {
        var gps = GpsUtc(sources.Directories);
        var found = FromXmp(sources.Sidecar)
            ?? FromExif(sources.Directories, ExifDirectoryBase.TagDateTimeOriginal, OffsetTimeOriginal)
            ?? FromExif(sources.Directories, ExifDirectoryBase.TagDateTimeDigitized, OffsetTimeDigitized)
            ?? sources.Xmp.Where(document => document != sources.Sidecar)
                .Select(FromXmp).FirstOrDefault(time => time is not null)
            ?? FromIptc(sources.Directories)
            ?? sources.Xmp.Select(XmpGpsClock).FirstOrDefault(time => time is not null)
            ?? (gps is { } utc ? ((DateTime, TimeSpan?)?)(utc, TimeSpan.Zero) : null)
            ?? FromExif(sources.Directories, ExifDirectoryBase.TagDateTime, OffsetTime);
        if (found is not var (local, offset))
            return (null, null);
        return (local, offset ?? OffsetByGps(local, gps));
    }

    private static (DateTime, TimeSpan?)? FromExif(List<Directory> directories, int dateTag, int offsetTag)
    {
        foreach (var directory in directories.OfType<ExifDirectoryBase>().Where(directory => directory is not GpsDirectory))
        {
            if (ParseExif(directory.GetString(dateTag)) is not { } time)
                continue;
            var offset = directories.OfType<ExifDirectoryBase>()
                .Select(holder => ParseOffset(holder.GetString(offsetTag))).FirstOrDefault(value => value is not null);
            return (time, offset);
        }
        return null;
    }

    private static DateTime? ParseExif(string? text)
    {
        if (text?.Trim('\0', ' ') is not { Length: >= 10 } trimmed)
            return null;
        string[] formats = ["yyyy:MM:dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss", "yyyy:MM:dd HH:mm", "yyyy/MM/dd HH:mm:ss",
            "yyyy-MM-ddTHH:mm:ss", "yyyy:MM:dd"];
        var known = DateTime.TryParseExact(
            trimmed, formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time);
        return known ? Sensible(time) : null;
    }

    private static TimeSpan? ParseOffset(string? text)
    {
        var trimmed = text?.Trim('\0', ' ');
        if (trimmed is "Z")
            return TimeSpan.Zero;
        if (trimmed is not { Length: >= 6 } || trimmed[0] is not ('+' or '-') ||
            !TimeSpan.TryParseExact(trimmed[1..6], "hh\\:mm", CultureInfo.InvariantCulture, out var offset) ||
            offset > LargestOffset)
            return null;
        return trimmed[0] == '-' ? -offset : offset;
    }

    private static (DateTime, TimeSpan?)? FromXmp(IXmpMeta? document)
    {
        if (document is null)
            return null;
        foreach (var (schema, name) in XmpDates)
        {
            if (ParseIso(XmpFields.Text(document, schema, name)) is { } time)
                return time;
        }
        return null;
    }

    private static (DateTime, TimeSpan?)? XmpGpsClock(IXmpMeta document) =>
        ParseIso(XmpFields.Text(document, XmpFields.Exif, "GPSTimeStamp")) is var (time, offset)
            ? (time, offset ?? TimeSpan.Zero) : null;

    // 2020, 2020-05, 2020-05-17T10:11:12.345, with or without Z or an offset.
    private static (DateTime, TimeSpan?)? ParseIso(string? text)
    {
        if (text is null || !DateTimeOffset.TryParse(
                text.Trim(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            return ParseExif(text) is { } exif ? (exif, null) : null;
        if (Sensible(time.DateTime) is not { } local)
            return null;
        var clock = text.IndexOf('T', StringComparison.OrdinalIgnoreCase);
        var hasOffset = clock > 0 && text.AsSpan(clock).IndexOfAny("Zz+-") >= 0;
        return (local, hasOffset && time.Offset.Duration() <= LargestOffset ? time.Offset : null);
    }

    private static (DateTime, TimeSpan?)? FromIptc(List<Directory> directories)
    {
        foreach (var directory in directories.OfType<IptcDirectory>())
        {
            var date = directory.GetString(IptcDirectory.TagDateCreated);
            if (!DateTime.TryParseExact(
                    date, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                continue;
            var clock = directory.GetString(IptcDirectory.TagTimeCreated) ?? "";
            if (clock.Length >= 6 && TimeSpan.TryParseExact(
                    clock[..6], "hhmmss", CultureInfo.InvariantCulture, out var time))
                day += time;
            if (Sensible(day) is not { } local)
                continue;
            return (local, clock.Length == 11 ? ParseOffset($"{clock[6..9]}:{clock[9..]}") : null);
        }
        return null;
    }

    private static DateTime? GpsUtc(List<Directory> directories)
    {
        foreach (var directory in directories.OfType<GpsDirectory>())
        {
            try
            {
                if (directory.TryGetGpsDate(out var time) && Sensible(time) is { } sensible)
                    return sensible;
            }
            catch (Exception e) when (e is ArgumentException or MetadataException or OverflowException or FormatException)
            {
                // Hours past 24, rationals over zero: a receiver without a fix.
            }
        }
        return null;
    }

    // The GPS clock is UTC: its distance from the camera's clock, in quarters of an hour, is the offset.
    private static TimeSpan? OffsetByGps(DateTime local, DateTime? utc)
    {
        if (utc is not { } fix)
            return null;
        var difference = local - fix;
        var quarters = Math.Round(difference.TotalMinutes / 15);
        var offset = TimeSpan.FromMinutes(quarters * 15);
        return offset.Duration() <= LargestOffset && (difference - offset).Duration() <= LargestGpsLag ? offset : null;
    }

    private static DateTime? Sensible(DateTime time) =>
        time.Year is >= FirstYear and <= LastYear ? DateTime.SpecifyKind(time, DateTimeKind.Unspecified) : null;
}
