using System.Globalization;
using System.Text;

namespace Recognize.Models.Packs.Own;

/// <summary>The names of a classifier's outputs, in the order of its scores.</summary>
/// <param name="Names">One for each output.</param>
/// <param name="Background">Outputs that stand for "none of these" and never become a tag.</param>
public sealed record LabelList(IReadOnlyList<string> Names, IReadOnlySet<int> Background)
{
    /// <summary>Largest label file that is read, in bytes: some ten times that of a model of 100,000 places.</summary>
    public const int LargestFile = 64 << 20;

    /// <summary>What label files call the class for everything else.</summary>
    private static readonly HashSet<string> BackgroundNames =
        new(["background", "__background__", "_background_", "none", "???", "other", "others", "unknown"],
            StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> IdColumns =
        new(["id", "index", "label_id", "class_id", "class", "idx"], StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> NameColumns =
        new(["name", "label", "display_name", "class_name", "title", "landmark"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads labels: a csv with <c>id,name</c> (with or without a heading), or a text with one on each line.</summary>
    /// <param name="fileName">Its ending tells which.</param>
    /// <param name="text">The content.</param>
    /// <exception cref="ModelRefusedException">It cannot be read, or the ids do not count from 0; the message says where.</exception>
    public static LabelList Read(string fileName, string text)
    {
        var isTable = fileName.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);
        return Of(isTable ? ReadTable(text) : ReadLines(text));
    }

    /// <summary>Labels whose background class, if there is one, is told by its name.</summary>
    /// <exception cref="ModelRefusedException">There is none, or one is empty.</exception>
    public static LabelList Of(IReadOnlyList<string> names)
    {
        if (names.Count == 0)
            throw new ModelRefusedException("The label file names no labels.");
        for (var at = 0; at < names.Count; at++)
        {
            if (names[at].Length == 0)
                throw new ModelRefusedException($"Label {at} (the first is 0) of the label file is empty.");
        }
        // In the middle of a list such a word may be a label like any other.
        var ends = (int[])[0, names.Count - 1];
        return new LabelList(names, ends.Where(at => BackgroundNames.Contains(names[at])).ToHashSet());
    }

    /// <summary>These labels for a network of as many outputs.</summary>
    /// <param name="outputs">Scores the network gives.</param>
    /// <param name="background">
    /// <c>first</c> or <c>last</c> where the network has a background class, or null for what the names tell.
    /// </param>
    /// <returns>
    /// One label for each output; a background class that the labels name and the network does not have is left out.
    /// </returns>
    /// <exception cref="ModelRefusedException">There are more or fewer labels than outputs.</exception>
    public LabelList Fit(int outputs, string? background)
    {
        if (Names.Count == outputs - 1 && background is not null)
        {
            var (at, names) = background == "first"
                ? (0, (IReadOnlyList<string>)["background", .. Names])
                : (outputs - 1, [.. Names, "background"]);
            return new LabelList(names, new HashSet<int> { at });
        }
        if (Names.Count == outputs)
        {
            return background is null
                ? this
                : this with { Background = new HashSet<int> { background == "first" ? 0 : outputs - 1 } };
        }
        // Lists with a background class are used for networks without one, too.
        if (Names.Count == outputs + 1 && Background.Count == 1)
        {
            var left = Background.Single();
            return new LabelList([.. Names.Where((_, at) => at != left)], new HashSet<int>());
        }
        var hint = Names.Count == outputs - 1
            ? " If the one output more is a background class, say --background first or --background last."
            : "";
        throw new ModelRefusedException(
            $"The network gives {outputs} scores and the label file has {Names.Count} labels: they do not belong together.{hint}");
    }

    private static List<string> ReadLines(string text)
    {
        var lines = text.TrimStart('\uFEFF').Split('\n').Select(line => line.Trim()).ToList();
        while (lines.Count > 0 && lines[^1].Length == 0)
            lines.RemoveAt(lines.Count - 1);
        // Some lists number their lines: "0 background", "1: tench".
        var bare = lines.Select(WithoutNumber).ToList();
        return bare.TrueForAll(name => name is not null) ? bare! : lines;
    }

    private static string? WithoutNumber(string line, int index)
    {
        var number = index.ToString(CultureInfo.InvariantCulture);
        return line.StartsWith(number, StringComparison.Ordinal)
            && line.Length > number.Length && line[number.Length] is ' ' or '\t' or ':' or ','
            ? line[(number.Length + 1)..].Trim()
            : null;
    }

    private static string[] ReadTable(string text)
    {
        var rows = CsvRows(text.TrimStart('\uFEFF'));
        if (rows.Count == 0)
            return [];
        var (id, name) = (0, 1);
        var heading = rows[0];
        if (!TryId(heading[0], out _))
        {
            id = heading.FindIndex(IdColumns.Contains);
            name = heading.FindIndex(NameColumns.Contains);
            if (heading.Count > 1 && (id < 0 || name < 0))
                throw new ModelRefusedException("The label table needs the columns id and name.");
            if (heading.Count > 1 || IdColumns.Contains(heading[0]) || NameColumns.Contains(heading[0]))
                rows.RemoveAt(0);
        }
        if (rows.TrueForAll(row => row.Count == 1))
            return [.. rows.Select(row => row[0])];

        var names = new string?[rows.Count];
        foreach (var row in rows)
        {
            if (row.Count <= Math.Max(id, name) || !TryId(row[id], out var at))
                throw new ModelRefusedException($"The row \"{string.Join(',', row)}\" of the label table has no id and name.");
            if (at < 0 || at >= names.Length || names[at] is not null)
            {
                throw new ModelRefusedException(
                    $"The ids of the label table must be 0 to {names.Length - 1}, each once: {at} is not, or comes twice.");
            }
            names[at] = row[name];
        }
        return names!;
    }

    private static bool TryId(string text, out int id) =>
        int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out id);

    /// <summary>Rows of a table with commas, in which a name with a comma stands in quotation marks.</summary>
    private static List<List<string>> CsvRows(string text)
    {
        var rows = new List<List<string>>();
        foreach (var line in text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0))
        {
            var row = new List<string>();
            var cell = new StringBuilder();
            var quoted = false;
            for (var at = 0; at < line.Length; at++)
            {
                if (line[at] == '"' && quoted && at + 1 < line.Length && line[at + 1] == '"')
                    cell.Append(line[at++]);
                else if (line[at] == '"')
                    quoted = !quoted;
                else if (line[at] == ',' && !quoted)
                {
                    row.Add(cell.ToString().Trim());
                    cell.Clear();
                }
                else
                    cell.Append(line[at]);
            }
            row.Add(cell.ToString().Trim());
            rows.Add(row);
        }
        return rows;
    }
}
