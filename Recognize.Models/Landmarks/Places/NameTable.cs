using System.Collections.Frozen;

namespace Recognize.Models.Landmarks.Places;

/// <summary>
/// A table of names in the languages of the tags, as the project's own data files hold it: tab-separated, a head line
/// with the columns, an empty field where the name is the English one.
/// </summary>
internal static class NameTable
{
    /// <summary>The languages that names are known in; English first, which everything has a name in.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["en", "de", "fr", "es", "it", "nl", "pt", "pl"];

    /// <summary>Reads a table whose only other column is the key, the first.</summary>
    /// <exception cref="FormatException">A line is not as it must be; the message says which.</exception>
    public static FrozenDictionary<string, IReadOnlyDictionary<string, string>> Read(string text, string keyColumn)
    {
        var names = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var fields in ReadLines(text, [keyColumn, .. Languages]))
        {
            if (!names.TryAdd(fields[0], NamesOf(fields.AsSpan(1))))
                throw new FormatException($"The table of names has {fields[0]} twice.");
        }
        return names.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The fields of every line below the head line.</summary>
    /// <exception cref="FormatException">The head line is another, or a line has more or fewer fields.</exception>
    public static IEnumerable<string[]> ReadLines(string text, IReadOnlyList<string> columns)
    {
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (line.Length == 0)
                continue;
            var fields = line.TrimEnd('\r').Split('\t');
            if (fields.Length != columns.Count)
                throw new FormatException($"Line {number} has {fields.Length} fields, not {columns.Count}: {line}");
            if (number > 1)
                yield return fields;
            else if (!fields.SequenceEqual(columns))
                throw new FormatException($"The columns are not {string.Join(", ", columns)}.");
        }
    }

    /// <summary>Names by language, of fields in the order of <see cref="Languages"/>.</summary>
    /// <exception cref="FormatException">There is no English name, or one repeats it.</exception>
    public static IReadOnlyDictionary<string, string> NamesOf(ReadOnlySpan<string> fields)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < Languages.Count; i++)
        {
            if (fields[i].Length > 0)
                names.Add(Languages[i], fields[i]);
            if (i == 0 ? fields[i].Length == 0 : fields[i] == fields[0])
                throw new FormatException($"The names of \"{fields[0]}\" need an English one, which others do not repeat.");
        }
        return names;
    }

    /// <summary>The text of a data file that is embedded beside a type.</summary>
    public static string ReadEmbedded(Type besides, string fileName)
    {
        using var stream = besides.Assembly.GetManifestResourceStream(besides, fileName)
            ?? throw new InvalidOperationException($"{fileName} is not embedded in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
