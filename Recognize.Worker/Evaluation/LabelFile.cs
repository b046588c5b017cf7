using System.Text;

namespace Recognize.Worker.Evaluation;

/// <summary>Reads the labels of an evaluation: a CSV file (RFC 4180) whose first line names its columns.</summary>
internal static class LabelFile
{
    /// <summary>The values of the columns asked for, a row each, in the order of the file. Empty lines do not count.</summary>
    /// <param name="path">The file; UTF-8.</param>
    /// <param name="columns">Names of the columns, in any order in the file; case does not matter.</param>
    /// <exception cref="FormatException">A column is missing or a row is short; the message names file and line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<string[]> Read(string path, params ReadOnlySpan<string> columns)
    {
        if (!File.Exists(path))
            throw new FormatException($"There is no file '{path}'.");
        using var reader = new StreamReader(path, Encoding.UTF8);
        var line = 0;
        var header = ReadRow(reader, ref line) ?? throw new FormatException($"'{path}' is empty.");
        var positions = new int[columns.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            var column = columns[i];
            positions[i] = header.FindIndex(name => name.Trim().Equals(column, StringComparison.OrdinalIgnoreCase));
            if (positions[i] < 0)
                throw new FormatException($"'{path}' has no column '{column}'; its columns are: {string.Join(", ", header)}.");
        }

        var rows = new List<string[]>();
        while (ReadRow(reader, ref line) is { } row)
        {
            if (row is [{ Length: 0 }])
                continue;
            if (positions.Any(position => position >= row.Count))
                throw new FormatException($"'{path}', line {line}, has too few columns.");
            rows.Add([.. positions.Select(position => row[position])]);
        }
        return rows;
    }

    /// <summary>One row, which goes over several lines where a quoted value does; null at the end.</summary>
    private static List<string>? ReadRow(StreamReader reader, ref int line)
    {
        if (reader.Peek() < 0)
            return null;
        line++;
        var values = new List<string>();
        var value = new StringBuilder();
        var quoted = false;
        while (true)
        {
            var next = reader.Read();
            switch (next)
            {
                case < 0:
                    values.Add(value.ToString());
                    return values;
                case '"' when quoted && reader.Peek() == '"':
                    value.Append((char)reader.Read());
                    break;
                case '"' when quoted || value.Length == 0:
                    quoted = !quoted;
                    break;
                case ',' when !quoted:
                    values.Add(value.ToString());
                    value.Clear();
                    break;
                case '\r' when !quoted && reader.Peek() == '\n':
                    break;
                case '\n' when !quoted:
                    values.Add(value.ToString());
                    return values;
                default:
                    if (next == '\n')
                        line++;
                    value.Append((char)next);
                    break;
            }
        }
    }
}
