namespace Recognize.Models.Media;

/// <summary>What an audio or video file says about itself. Texts are cleaned and bounded; sizes are upright pixels.</summary>
public sealed record MediaFacts
{
    /// <summary>Null when the file does not say and it cannot be told without decoding all of it.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Container, as ffprobe names it: <c>mov,mp4,m4a,3gp,3g2,mj2</c>.</summary>
    public string? Container { get; init; }

    public bool HasAudio { get; init; }

    /// <summary>Moving pictures; cover art does not count.</summary>
    public bool HasVideo { get; init; }

    public string? AudioCodec { get; init; }

    public string? VideoCodec { get; init; }

    public int? SampleRate { get; init; }

    public int? Channels { get; init; }

    /// <summary>As displayed: turned upright, pixels made square.</summary>
    public int? Width { get; init; }

    /// <summary>As displayed: turned upright, pixels made square.</summary>
    public int? Height { get; init; }

    /// <summary>How far players turn the stored frames clockwise: 0, 90, 180 or 270 degrees.</summary>
    public int RotationDegrees { get; init; }

    /// <summary>Frames a second on the average; null where the file does not say.</summary>
    public double? FramesPerSecond { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Degrees, north positive; given with <see cref="Longitude"/> or not at all.</summary>
    public double? Latitude { get; init; }

    /// <summary>Degrees, east positive.</summary>
    public double? Longitude { get; init; }

    /// <summary>Metres above sea level.</summary>
    public double? Altitude { get; init; }

    public string? Title { get; init; }

    public string? Artist { get; init; }

    public string? AlbumArtist { get; init; }

    public string? Album { get; init; }

    public string? Genre { get; init; }

    public int? TrackNumber { get; init; }

    public int? Year { get; init; }
}
