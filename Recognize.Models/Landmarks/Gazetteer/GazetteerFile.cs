using System.Globalization;
using Recognize.Models.Landmarks.Places;

namespace Recognize.Models.Landmarks.Gazetteer;

/// <summary>Reads one file of the gazetteer: tab-separated, one landmark a line, described in docs/places.md.</summary>
internal static class GazetteerFile
{
    private static readonly Dictionary<string, LandmarkKind> Kinds =
        Enum.GetValues<LandmarkKind>().ToDictionary(KindName, StringComparer.Ordinal);

    private static readonly string[] Columns =
        ["id", "kind", "country", "latitude", "longitude", "radius", .. NameTable.Languages, "aliases"];

    /// <summary>The files, one for each continent.</summary>
    public static IReadOnlyList<string> FileNames { get; } =
    [
        "africa.tsv", "antarctica.tsv", "asia.tsv", "europe.tsv", "north-america.tsv", "oceania.tsv", "south-america.tsv",
    ];

    /// <summary>The kind as the files write it: <c>old-town</c>.</summary>
    public static string KindName(LandmarkKind kind) =>
        string.Concat(kind.ToString().Select((letter, i) =>
            char.IsUpper(letter) ? (i == 0 ? "" : "-") + char.ToLowerInvariant(letter) : letter.ToString()));

    /// <summary>Reads the landmarks of one file.</summary>
    /// <exception cref="FormatException">A line is not as it must be; the message names the landmark.</exception>
    public static IEnumerable<Landmark> Read(string text) => NameTable.ReadLines(text, Columns).Select(ReadLine);

    private static Landmark ReadLine(string[] fields)
    {
        var id = fields[0];
        if (id.Length == 0 || !id.All(c => c is '-' or (>= 'a' and <= 'z') or (>= '0' and <= '9')))
            throw new FormatException($"The landmark id \"{id}\" must be lower-case letters, digits and dashes.");
        if (!Kinds.TryGetValue(fields[1], out var kind))
            throw new FormatException($"The landmark {id} is of the unknown kind \"{fields[1]}\".");

        var countries = fields[2].Split(',');
        if (!Array.TrueForAll(countries, code => code is [>= 'A' and <= 'Z', >= 'A' and <= 'Z']))
            throw new FormatException($"The countries \"{fields[2]}\" of {id} must be codes of two letters.");
        var center = new GeoPoint(Number(id, fields[3]), Number(id, fields[4]));
        if (!center.IsPlausible)
            throw new FormatException($"The coordinates of {id} are not on the earth.");
        var radius = Number(id, fields[5]);
        if (radius is not (>= 30 and <= 100_000))
            throw new FormatException($"The radius of {id} must be 30 to 100,000 metres.");

        var lastName = 6 + NameTable.Languages.Count;
        return new Landmark(
            id, kind, countries, center, radius,
            NameTable.NamesOf(fields.AsSpan(6, NameTable.Languages.Count)),
            fields[lastName].Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    private static double Number(string id, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"The landmark {id} has \"{text}\" where a number must be.");
}
