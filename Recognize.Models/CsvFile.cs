using System.Text;

namespace Recognize.Models;

/// <summary>One row of a CSV file.</summary>
/// <param name="Line">Where it begins, from 1.</param>
/// <param name="Values">Of the columns asked for, in the order they were asked for.</param>
public sealed record CsvRow(int Line, string[] Values);

/// <summary>Reads a CSV file (RFC 4180, UTF-8) whose first line names its columns.</summary>
public static class CsvFile
{
    /// <summary>The values of the columns asked for, a row each, in the order of the file. Empty lines do not count.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">Names of the columns, in any order in the file; case does not matter.</param>
    /// <exception cref="FormatException">A column is missing or a row is short; the message names file and line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<CsvRow> Read(string path, params ReadOnlySpan<string> columns)
    {
        if (!File.Exists(path))
            throw new FormatException($"There is no file '{path}'.");
        using var reader = new StreamReader(path, Encoding.UTF8);
        var next = 1;
        var header = ReadRow(reader, ref next) ?? throw new FormatException($"'{path}' is empty.");
        var positions = new int[columns.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            var column = columns[i];
            positions[i] = header.FindIndex(name => name.Trim().Equals(column, StringComparison.OrdinalIgnoreCase));
            if (positions[i] < 0)
                throw new FormatException($"'{path}' has no column '{column}'; its columns are: {string.Join(", ", header)}.");
        }

        var rows = new List<CsvRow>();
        for (var line = next; ReadRow(reader, ref next) is { } row; line = next)
        {
            if (row is [{ Length: 0 }])
                continue;
            if (positions.Any(position => position >= row.Count))
                throw new FormatException($"'{path}', line {line}, has too few columns.");
            rows.Add(new CsvRow(line, [.. positions.Select(position => row[position])]));
        }
        return rows;
    }

    /// <summary>One row, which goes over several lines where a quoted value does; null at the end.</summary>
    private static List<string>? ReadRow(StreamReader reader, ref int line)
    {
        if (reader.Peek() < 0)
            return null;
        var values = new List<string>();
        var value = new StringBuilder();
        var quoted = false;
        while (true)
        {
            var next = reader.Read();
            if (next == '\n')
                line++;
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
                    value.Append((char)next);
                    break;
            }
        }
    }
}
