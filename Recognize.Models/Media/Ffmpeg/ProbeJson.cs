using System.Globalization;
using System.Text.Json;
using Recognize.Models.Media.Metadata;

namespace Recognize.Models.Media.Ffmpeg;

/// <summary>Turns ffprobe's JSON into facts; fields may be missing, of odd types, or nonsense.</summary>
internal static class ProbeJson
{
    private const int MaxTagLength = 300;
    private const int MaxSide = 100_000;

    internal static MediaFacts ToFacts(JsonElement root)
    {
        var streams = root.TryGetProperty("streams", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().ToList() : [];
        var format = root.TryGetProperty("format", out var found) ? found : default;
        var audio = streams.Find(stream => Text(stream, "codec_type") == "audio");
        var video = streams.Find(stream => Text(stream, "codec_type") == "video" && !IsPicture(stream));
        var tags = CollectTags(format, audio, video);
        var (width, height, rotation) = DisplaySize(video);
        var position = GpsPosition.FromIso6709(
            tags.GetValueOrDefault("com.apple.quicktime.location.ISO6709") ?? tags.GetValueOrDefault("location"));
        return new MediaFacts
        {
            Latitude = position?.Latitude,
            Longitude = position?.Longitude,
            Altitude = position?.Altitude,
            Duration = Seconds(format) ?? Seconds(audio) ?? Seconds(video),
            Container = Text(format, "format_name"),
            // A stream without a codec or a rate is a promise that the file does not keep.
            HasAudio = Text(audio, "codec_name") is not null && Integer(audio, "sample_rate") > 0,
            HasVideo = Text(video, "codec_name") is not null && width is not null,
            AudioCodec = Text(audio, "codec_name"),
            VideoCodec = Text(video, "codec_name"),
            SampleRate = Integer(audio, "sample_rate"),
            Channels = Integer(audio, "channels"),
            Width = width,
            Height = height,
            RotationDegrees = rotation,
            FramesPerSecond = Rate(video),
            CreatedAt = CreationTime(tags),
            Title = tags.GetValueOrDefault("title"),
            Artist = tags.GetValueOrDefault("artist"),
            AlbumArtist = tags.GetValueOrDefault("album_artist"),
            Album = tags.GetValueOrDefault("album"),
            Genre = tags.GetValueOrDefault("genre"),
            TrackNumber = LeadingNumber(tags.GetValueOrDefault("track"), 1, 9999),
            Year = LeadingNumber(tags.GetValueOrDefault("date") ?? tags.GetValueOrDefault("year"), 1000, 9999),
        };
    }

    private static bool IsPicture(JsonElement stream) =>
        stream.TryGetProperty("disposition", out var disposition) && Integer(disposition, "attached_pic") == 1;

    // MP3 and MP4 tag the file, Ogg tags the stream; the file's own word counts first.
    private static Dictionary<string, string> CollectTags(params ReadOnlySpan<JsonElement> holders)
    {
        var collected = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var holder in holders)
        {
            if (holder.ValueKind != JsonValueKind.Object || !holder.TryGetProperty("tags", out var tags) ||
                tags.ValueKind != JsonValueKind.Object)
                continue;
            foreach (var tag in tags.EnumerateObject())
            {
                if (MetadataText.Clean(tag.Value.ToString(), MaxTagLength) is { } value)
                    collected.TryAdd(tag.Name, value);
            }
        }
        return collected;
    }

    private static (int? Width, int? Height, int Rotation) DisplaySize(JsonElement video)
    {
        if (Integer(video, "width") is not { } width || Integer(video, "height") is not { } height ||
            width is <= 0 or > MaxSide || height is <= 0 or > MaxSide)
            return (null, null, 0);

        var displayWidth = (int)Math.Clamp(Math.Round(width * SampleAspect(video)), 1, MaxSide);
        var rotation = Rotation(video);
        return rotation is 90 or 270 ? (height, displayWidth, rotation) : (displayWidth, height, rotation);
    }

    private static double? Rate(JsonElement video)
    {
        var parts = Text(video, "avg_frame_rate")?.Split('/');
        return parts is [var over, var under] && Number(over) is > 0 and var frames && Number(under) is > 0 and var seconds
            && frames / seconds is >= 0.1 and <= 1000 ? frames / seconds : null;
    }

    private static double SampleAspect(JsonElement video)
    {
        var parts = Text(video, "sample_aspect_ratio")?.Split(':');
        return parts is [var over, var under] && Number(over) is > 0 and var a && Number(under) is > 0 and var b &&
            a / b is >= 0.1 and <= 10 ? a / b : 1;
    }

    // ffprobe gives the display matrix as a counter-clockwise angle.
    private static int Rotation(JsonElement video)
    {
        if (!video.TryGetProperty("side_data_list", out var list) || list.ValueKind != JsonValueKind.Array)
            return 0;
        foreach (var data in list.EnumerateArray())
        {
            if (Integer(data, "rotation") is { } angle)
                return (int)(Math.Round(-angle / 90.0) * 90 % 360 + 360) % 360;
        }
        return 0;
    }

    private static DateTimeOffset? CreationTime(Dictionary<string, string> tags)
    {
        // Apple writes local time with its offset here, where creation_time is UTC.
        var text = tags.GetValueOrDefault("com.apple.quicktime.creationdate") ?? tags.GetValueOrDefault("creation_time");
        return DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && time.Year > 1970
            ? time : null;
    }

    private static TimeSpan? Seconds(JsonElement holder) =>
        Number(Text(holder, "duration")) is > 0 and < 10_000_000 and var seconds ? TimeSpan.FromSeconds(seconds) : null;

    private static int? LeadingNumber(string? text, int least, int most)
    {
        var digits = text?.TakeWhile(char.IsAsciiDigit).Take(6).ToArray() ?? [];
        return int.TryParse(digits, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number : null;
    }

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static int? Integer(JsonElement holder, string name) =>
        Number(Text(holder, name)) is { } number && Math.Abs(number) < int.MaxValue ? (int)number : null;

    private static string? Text(JsonElement holder, string name) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out var value) &&
        value.ValueKind is JsonValueKind.String or JsonValueKind.Number ? MetadataText.Clean(value.ToString(), 100) : null;
}
