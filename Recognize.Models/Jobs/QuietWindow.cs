using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Recognize.Models.Jobs;

/// <summary>
/// Hours in which no heavy work is done, written as <c>22:00-06:00</c> or <c>Mon-Fri 22:00-06:00</c>, in the worker's
/// time zone. The days are those on which it begins; one that ends where it begins lasts a whole day.
/// </summary>
[JsonConverter(typeof(QuietWindowConverter))]
public sealed record QuietWindow(TimeOnly Start, TimeOnly End, string Days = "")
{
    private static readonly string[] DayNames = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

    /// <summary>When the window that holds a moment ends; null when it does not hold it.</summary>
    public DateTime? EndOf(DateTime local)
    {
        // It may have begun today or, over midnight, yesterday.
        for (var daysBack = 0; daysBack <= 1; daysBack++)
        {
            var day = local.Date.AddDays(-daysBack);
            if (!IsOn(day.DayOfWeek))
                continue;
            var begin = day + Start.ToTimeSpan();
            var end = day + End.ToTimeSpan();
            if (end <= begin)
                end = end.AddDays(1);
            if (begin <= local && local < end)
                return end;
        }
        return null;
    }

    /// <exception cref="FormatException">It is written in another way; the message shows the right one.</exception>
    public static QuietWindow Parse(string text)
    {
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var hours = parts.Length is 1 or 2 ? parts[^1].Split('-') : [];
        if (hours is not [var from, var to] || !TryTime(from, out var start) || !TryTime(to, out var end))
            throw Bad(text);
        var days = parts.Length == 2 ? DaysOf(parts[0]) ?? throw Bad(text) : [];
        return new QuietWindow(start, end, string.Join(',', days.Select(day => DayNames[(int)day])));
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Days} {Start:HH\\:mm}-{End:HH\\:mm}").TrimStart();

    private static FormatException Bad(string text) => new(
        $"'{text}' is no time of quiet: write 22:00-06:00, or Mon-Fri 22:00-06:00, or Sat,Sun 00:00-24:00.");

    private bool IsOn(DayOfWeek day) =>
        Days.Length == 0 || Days.Contains(DayNames[(int)day], StringComparison.Ordinal);

    private static bool TryTime(string text, out TimeOnly time)
    {
        // Midnight at the end of a day.
        if (text != "24:00")
            return TimeOnly.TryParseExact(text, ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
        time = TimeOnly.MinValue;
        return true;
    }

    /// <summary>The days of a list such as <c>Mon-Wed,Sun</c>, in the order of the week; null when it is no such list.</summary>
    private static SortedSet<DayOfWeek>? DaysOf(string text)
    {
        var days = new SortedSet<DayOfWeek>();
        foreach (var part in text.Split(','))
        {
            var ends = part.Split('-').Select(NumberOf).ToList();
            if (ends.Count > 2 || ends.Contains(-1))
                return null;
            for (var day = ends[0]; ; day = (day + 1) % 7)
            {
                days.Add((DayOfWeek)day);
                if (day == ends[^1])
                    break;
            }
        }
        return days;
    }

    private static int NumberOf(string name) =>
        Array.FindIndex(DayNames, known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
}

/// <summary>A window as it is written, also in JSON.</summary>
internal sealed class QuietWindowConverter : JsonConverter<QuietWindow>
{
    public override QuietWindow Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        QuietWindow.Parse(reader.GetString() ?? "");

    public override void Write(Utf8JsonWriter writer, QuietWindow value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
