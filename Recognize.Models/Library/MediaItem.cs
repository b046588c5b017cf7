using Recognize.Models.Media;

namespace Recognize.Models.Library;

/// <summary>One photo, video or audio file of a library. Stored in <c>media</c>.</summary>
public sealed class MediaItem
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid LibraryId { get; init; }

    /// <summary>Copied from the library: every list is filtered by it.</summary>
    public required Guid OwnerId { get; init; }

    /// <summary>Path below the library's root with <c>/</c> separators; ordered by its UTF-8 bytes.</summary>
    public required string RelativePath { get; set; }

    public required MediaKind Kind { get; set; }

    public required string MimeType { get; set; }

    public required long SizeBytes { get; set; }

    /// <summary>Modification time of the file in UTC ticks of 100 ns: compared exactly, so not a timestamp.</summary>
    public required long ModifiedTicks { get; set; }

    /// <summary>Identity of the content (32 bytes, see <c>ContentHasher</c>), or null until it was read once.</summary>
    public byte[]? ContentHash { get; set; }

    public DateTimeOffset AddedAt { get; init; } = DateTimeOffset.UtcNow;

    /// <summary>When a scan no longer found the file; such rows are hidden and kept for 30 days.</summary>
    public DateTimeOffset? RemovedAt { get; set; }

    /// <summary>Place in the time line: taken, else modified.</summary>
    public required DateTimeOffset SortAt { get; set; }

    /// <summary>
    /// The day and time that whoever took it had on the wall: taken, else modified in UTC. A time line by days goes by this,
    /// since a party after midnight is not of the day before, wherever it was. The database makes it.
    /// </summary>
    public DateTime LocalAt { get; private set; }

    /// <summary>Local wall-clock time of the shot as the camera wrote it.</summary>
    public DateTime? TakenAt { get; set; }

    /// <summary>Offset of <see cref="TakenAt"/> from UTC in minutes, where known.</summary>
    public short? TakenAtOffsetMinutes { get; set; }

    /// <summary>Width in pixels, upright.</summary>
    public int? Width { get; set; }

    /// <summary>Height in pixels, upright.</summary>
    public int? Height { get; set; }

    public string? CameraMake { get; set; }

    public string? CameraModel { get; set; }

    public string? LensModel { get; set; }

    /// <summary>Degrees north, WGS 84.</summary>
    public double? Latitude { get; set; }

    /// <summary>Degrees east, WGS 84.</summary>
    public double? Longitude { get; set; }

    /// <summary>Metres above sea level.</summary>
    public double? Altitude { get; set; }

    public double? DurationSeconds { get; set; }

    public string? Title { get; set; }

    public string? Description { get; set; }

    /// <summary>Stars from the file's metadata, 0..5.</summary>
    public short? Rating { get; set; }

    public string? Artist { get; set; }

    public string? Album { get; set; }

    /// <summary>The file's own genre tag, not a recognised one.</summary>
    public string? Genre { get; set; }

    /// <summary>Byte at which the film of a motion photo begins in its file, an MP4 of its own; null where there is none.</summary>
    public long? MotionOffset { get; set; }

    /// <summary>Bytes of that film.</summary>
    public long? MotionLength { get; set; }

    /// <summary>What was odd about the metadata (each a plain sentence); the file itself was readable.</summary>
    public string[] Warnings { get; set; } = [];
}
