using System.Globalization;

namespace Recognize.Models.Media.Video;

/// <summary>Reads the time of a frame from what ffmpeg's filter <c>showinfo</c> says of it.</summary>
internal static class FrameTime
{
    private const string Name = "pts_time:";

    /// <summary>Seconds from the start, or null when the line is about something else.</summary>
    internal static double? Read(string line)
    {
        if (!line.StartsWith("[Parsed_showinfo", StringComparison.Ordinal))
            return null;
        var at = line.IndexOf(Name, StringComparison.Ordinal);
        if (at < 0)
            return null;
        var text = line.AsSpan(at + Name.Length).TrimStart();
        var end = text.IndexOf(' ');
        // Frames without a time of their own count as shown at the start.
        return double.TryParse(end < 0 ? text : text[..end], NumberStyles.Float, CultureInfo.InvariantCulture, out var time)
            && double.IsFinite(time) ? time : 0;
    }
}
