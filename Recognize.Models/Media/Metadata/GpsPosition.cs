using System.Globalization;
using System.Text.RegularExpressions;
using MetadataExtractor;
using MetadataExtractor.Formats.Exif;
using XmpCore;
using Directory = MetadataExtractor.Directory;

namespace Recognize.Models.Media.Metadata;

/// <summary>Where a photo was taken, in degrees and metres above the sea.</summary>
internal readonly partial record struct GpsPosition(double Latitude, double Longitude, double? Altitude)
{
    // The deepest sea and the height of balloons: beyond them a receiver had no fix.
    private const double LowestAltitude = -11_000;
    private const double HighestAltitude = 50_000;

    internal static GpsPosition? Find(MetadataSources sources)
    {
        if (FromXmp(sources.Sidecar) is { } beside)
            return beside;
        foreach (var directory in sources.Directories.OfType<GpsDirectory>())
        {
            if (FromExif(directory) is { } position)
                return position;
        }
        return sources.Xmp.Select(FromXmp).FirstOrDefault(position => position is not null);
    }

    /// <summary>
    /// Reads what phones write into videos, by ISO 6709: <c>+48.8577+002.2950+035.000/</c>. Its forms with minutes are
    /// not read: nothing writes them.
    /// </summary>
    internal static GpsPosition? FromIso6709(string? text)
    {
        if (text is null || Iso6709().Match(text) is not { Success: true } match)
            return null;
        return Checked(
            Number(match.Groups[1]), Number(match.Groups[2]), match.Groups[3].Success ? Number(match.Groups[3]) : null);

        static double Number(Group group) => double.Parse(group.ValueSpan, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^([+-]\d{2}(?:\.\d+)?)([+-]\d{3}(?:\.\d+)?)([+-]\d+(?:\.\d+)?)?(?:CRS[^/]*)?/?$", RegexOptions.CultureInvariant)]
    private static partial Regex Iso6709();

    private static GpsPosition? FromExif(GpsDirectory directory)
    {
        // A missing hemisphere or a value of 0/0 is no position, whatever the rest says.
        if (Degrees(directory, GpsDirectory.TagLatitude, GpsDirectory.TagLatitudeRef, 'N', 'S') is not { } latitude ||
            Degrees(directory, GpsDirectory.TagLongitude, GpsDirectory.TagLongitudeRef, 'E', 'W') is not { } longitude)
            return null;
        return Checked(latitude, longitude, AltitudeOf(directory));
    }

    private static double? Degrees(Directory directory, int tag, int referenceTag, char positive, char negative)
    {
        var parts = directory.GetRationalArray(tag);
        var reference = directory.GetString(referenceTag)?.Trim('\0', ' ').ToUpperInvariant();
        if (parts is not { Length: >= 1 } || reference is not { Length: >= 1 } ||
            (reference[0] != positive && reference[0] != negative))
            return null;
        double degrees = 0, unit = 1;
        for (var i = 0; i < Math.Min(3, parts.Length); i++, unit /= 60)
        {
            if (parts[i].Denominator == 0)
            {
                // Seconds of 0/0 happen where minutes carry the fraction; degrees of 0/0 are no position.
                if (i == 2)
                    continue;
                return null;
            }
            degrees += parts[i].ToDouble() * unit;
        }
        return reference[0] == negative ? -degrees : degrees;
    }

    private static double? AltitudeOf(GpsDirectory directory)
    {
        if (!directory.TryGetRational(GpsDirectory.TagAltitude, out var metres) || metres.Denominator == 0)
            return null;
        var below = directory.TryGetInt32(GpsDirectory.TagAltitudeRef, out var reference) && reference == 1;
        return below ? -metres.ToDouble() : metres.ToDouble();
    }

    private static GpsPosition? FromXmp(IXmpMeta? document)
    {
        if (document is null)
            return null;
        var latitude = XmpFields.Coordinate(XmpFields.Text(document, XmpFields.Exif, "GPSLatitude"));
        var longitude = XmpFields.Coordinate(XmpFields.Text(document, XmpFields.Exif, "GPSLongitude"));
        if (latitude is null || longitude is null)
            return null;
        var altitude = XmpFields.Number(document, XmpFields.Exif, "GPSAltitude");
        if (XmpFields.Text(document, XmpFields.Exif, "GPSAltitudeRef") == "1")
            altitude = -altitude;
        return Checked(latitude.Value, longitude.Value, altitude);
    }

    private static GpsPosition? Checked(double latitude, double longitude, double? altitude)
    {
        // Nobody photographs at 0, 0 in the Gulf of Guinea; cameras without a fix write it.
        if (!(Math.Abs(latitude) <= 90) || !(Math.Abs(longitude) <= 180) || (latitude == 0 && longitude == 0))
            return null;
        var sensible = altitude is >= LowestAltitude and <= HighestAltitude ? altitude : null;
        return new GpsPosition(latitude, longitude, sensible);
    }
}
