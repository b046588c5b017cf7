using System.Globalization;
using System.Text.RegularExpressions;

namespace Recognize.Models.Search;

/// <summary>A stretch of the time line.</summary>
/// <param name="From">Included.</param>
/// <param name="To">Not included.</param>
internal sealed record SearchSpan(DateTimeOffset From, DateTimeOffset To);

/// <summary>
/// Reads dates: years, months, days, seasons and feasts of a year, and stretches of them. A month or season without a year
/// is none, for it names no stretch of the time line.
/// </summary>
internal static partial class SearchDates
{
    private const int FirstYear = 1826;

    private static readonly Dictionary<string, int> Months = Numbered(
        ["january jan januar jänner janvier enero gennaio januari janeiro styczeń",
         "february feb februar février febrero febbraio februari fevereiro luty",
         "march mar märz mars marzo maart março marzec",
         "april apr avril abril aprile kwiecień",
         "may mai mayo maggio mei maio maj",
         "june jun juni juin junio giugno junho czerwiec",
         "july jul juli juillet julio luglio julho lipiec",
         "august aug août agosto augustus sierpień",
         "september sep sept septembre septiembre settembre setembro wrzesień",
         "october oct oktober okt octobre octubre ottobre outubro październik",
         "november nov novembre noviembre novembro listopad",
         "december dec dezember dez décembre diciembre dicembre dezembro grudzień"]);

    /// <summary>Meteorological seasons of the northern half: the first month of each. A winter is that of the year it begins in.</summary>
    private static readonly Dictionary<string, int> Seasons = new(StringComparer.Ordinal)
    {
        ["spring"] = 3, ["frühling"] = 3, ["frühjahr"] = 3, ["printemps"] = 3, ["primavera"] = 3,
        ["summer"] = 6, ["sommer"] = 6, ["été"] = 6, ["verano"] = 6, ["estate"] = 6,
        ["autumn"] = 9, ["fall"] = 9, ["herbst"] = 9, ["automne"] = 9, ["otoño"] = 9, ["autunno"] = 9,
        ["winter"] = 12, ["hiver"] = 12, ["invierno"] = 12, ["inverno"] = 12,
    };

    private static readonly HashSet<string> Christmas = ["christmas", "xmas", "weihnachten", "noël", "navidad", "natale", "kerst", "natal"];

    /// <summary>Null when the text is no date.</summary>
    public static SearchSpan? Read(string text)
    {
        var folded = SearchGrammar.Fold(text);
        if (Stretch().Match(folded) is { Success: true } stretch)
        {
            var (first, last) = (ReadOne(stretch.Groups[1].Value), ReadOne(stretch.Groups[2].Value));
            return first is null || last is null || last.To <= first.From ? null : new SearchSpan(first.From, last.To);
        }
        return ReadOne(folded);
    }

    private static SearchSpan? ReadOne(string text)
    {
        if (Numeric().Match(text) is { Success: true } numeric)
        {
            return Span(
                Number(numeric.Groups[1]), numeric.Groups[2].Success ? Number(numeric.Groups[2]) : null,
                numeric.Groups[3].Success ? Number(numeric.Groups[3]) : null);
        }
        if (German().Match(text) is { Success: true } german)
            return Span(Number(german.Groups[3]), Number(german.Groups[2]), Number(german.Groups[1]));
        if (Named().Match(text) is not { Success: true } named)
            return null;
        var (name, year) = (named.Groups[2].Value, Number(named.Groups[3]));
        var day = named.Groups[1].Success ? Number(named.Groups[1]) : (int?)null;
        if (Months.TryGetValue(name, out var month))
            return Span(year, month, day);
        if (day is not null || !IsYear(year))
            return null;
        if (Seasons.TryGetValue(name, out var first))
            return new SearchSpan(Start(year, first, 1), Start(year, first, 1).AddMonths(3));
        return Christmas.Contains(name) ? new SearchSpan(Start(year, 12, 24), Start(year, 12, 27)) : null;
    }

    private static SearchSpan? Span(int year, int? month, int? day)
    {
        if (!IsYear(year) || month is < 1 or > 12)
            return null;
        if (month is null)
            return new SearchSpan(Start(year, 1, 1), Start(year + 1, 1, 1));
        if (day is null)
            return new SearchSpan(Start(year, month.Value, 1), Start(year, month.Value, 1).AddMonths(1));
        return day < 1 || day > DateTime.DaysInMonth(year, month.Value)
            ? null
            : new SearchSpan(Start(year, month.Value, day.Value), Start(year, month.Value, day.Value).AddDays(1));
    }

    /// <summary>Since there are photographs, and not far ahead of us.</summary>
    private static bool IsYear(int year) => year is >= FirstYear and <= 2100;

    private static DateTimeOffset Start(int year, int month, int day) => new(year, month, day, 0, 0, 0, TimeSpan.Zero);

    private static int Number(Group group) => int.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    private static Dictionary<string, int> Numbered(string[] months) => months
        .SelectMany((names, index) => names.Split(' ').Select(name => (name, index)))
        .DistinctBy(month => month.name)
        .ToDictionary(month => month.name, month => month.index + 1, StringComparer.Ordinal);

    [GeneratedRegex(@"^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$")]
    private static partial Regex Numeric();

    [GeneratedRegex(@"^(\d{1,2})\.(\d{1,2})\.(\d{4})$")]
    private static partial Regex German();

    [GeneratedRegex(@"^(?:(\d{1,2})\.? )?(\p{L}+) (\d{4})$")]
    private static partial Regex Named();

    [GeneratedRegex(@"^([\d-]+)\.\.([\d-]+)$")]
    private static partial Regex Stretch();
}
