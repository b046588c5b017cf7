
namespace Recognize.Models.Media;

/// <summary>
/// What a photo says about itself, from EXIF, IPTC, XMP and a sidecar file. Texts are cleaned and bounded; numbers that
/// make no sense are left out.
/// </summary>
public sealed record PhotoMetadata
{
    /// <summary>When it was taken by the clock on the wall there; its kind is unspecified.</summary>
    public DateTime? TakenAt { get; init; }

    /// <summary>That clock's distance from UTC, where the file or its GPS time tells.</summary>
    public TimeSpan? UtcOffset { get; init; }

    public string? CameraMake { get; init; }

    public string? CameraModel { get; init; }

    public string? Lens { get; init; }

    /// <summary>Degrees, north positive; given with <see cref="Longitude"/> or not at all.</summary>
    public double? Latitude { get; init; }

    /// <summary>Degrees, east positive.</summary>
    public double? Longitude { get; init; }

    /// <summary>Metres above sea level.</summary>
    public double? Altitude { get; init; }

    /// <summary>EXIF orientation 1 to 8, as stored; decoded photos are upright already.</summary>
    public int? Orientation { get; init; }

    public string? Title { get; init; }

    public string? Description { get; init; }

    /// <summary>1 to 5 stars, or -1 for rejected.</summary>
    public int? Rating { get; init; }

    public IReadOnlyList<string> Keywords { get; init; } = [];

    public IReadOnlyList<FaceRegion> Faces { get; init; } = [];

    /// <summary>The film inside a motion photo; the photo and it are one item.</summary>
    public MotionClip? Motion { get; init; }

    /// <summary>What could not be read, in plain words; the rest is there all the same.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>A face that another program marked in the file.</summary>
/// <param name="Name">Who it is, when the program knew.</param>
/// <param name="Box">Where, in fractions of the upright photo.</param>
public sealed record FaceRegion(string? Name, ImageBox Box);
