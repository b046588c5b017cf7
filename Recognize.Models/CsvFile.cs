using System.Text;

namespace Recognize.Models;

/// <summary>One row of a CSV file.</summary>
/// <param name="Line">Where it begins, from 1.</param>
/// <param name="Values">Of the columns asked for, in the order they were asked for.</param>
public sealed record CsvRow(int Line, string[] Values);

/// <summary>
/// Reads a CSV file (RFC 4180; UTF-8, or UTF-16 with a mark) whose first line names its columns. Semicolons or tabs instead of commas, as
/// spreadsheets of some languages write them, are told by that line.
/// </summary>
public static class CsvFile
{
    private static readonly char[] Separators = [',', ';', '\t'];

    /// <summary>The values of the columns asked for, a row each, in the order of the file. Empty lines do not count.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">Names of the columns, in any order in the file; case does not matter.</param>
    /// <exception cref="FormatException">
    /// A column is missing, a row is short or a quote without an end; the message names file and line.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<CsvRow> Read(string path, params ReadOnlySpan<string> columns)
    {
        if (!File.Exists(path))
            throw new FormatException($"There is no file '{path}'.");
        var separator = FindSeparator(path, columns);
        using var reader = new StreamReader(path, Encoding.UTF8);
        var next = 1;
        var header = ReadRow(path, reader, separator, ref next) ?? throw new FormatException($"'{path}' is empty.");
        var positions = new int[columns.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            positions[i] = Find(header, columns[i]);
            if (positions[i] < 0)
                throw new FormatException($"'{path}' has no column '{columns[i]}'; its columns are: {string.Join(", ", header)}.");
        }

        var rows = new List<CsvRow>();
        for (var line = next; ReadRow(path, reader, separator, ref next) is { } row; line = next)
        {
            if (row is [{ Length: 0 }])
                continue;
            if (positions.Any(position => position >= row.Count))
                throw new FormatException($"'{path}', line {line}, has too few columns.");
            rows.Add(new CsvRow(line, [.. positions.Select(position => row[position])]));
        }
        return rows;
    }

    /// <summary>What parts the columns: the comma, unless another sign alone gives those that are wanted.</summary>
    private static char FindSeparator(string path, ReadOnlySpan<string> columns)
    {
        foreach (var separator in Separators)
        {
            using var reader = new StreamReader(path, Encoding.UTF8);
            var line = 1;
            if (ReadRow(path, reader, separator, ref line) is { } header && HasAll(header, columns))
                return separator;
        }
        return Separators[0];
    }

    private static bool HasAll(List<string> header, ReadOnlySpan<string> columns)
    {
        foreach (var column in columns)
        {
            if (Find(header, column) < 0)
                return false;
        }
        return true;
    }

    private static int Find(List<string> header, string column) =>
        header.FindIndex(name => name.Trim().Equals(column, StringComparison.OrdinalIgnoreCase));

    /// <summary>One row, which goes over several lines where a quoted value does; null at the end.</summary>
    private static List<string>? ReadRow(string path, StreamReader reader, char separator, ref int line)
    {
        var began = line;
        if (reader.Peek() < 0)
            return null;
        var values = new List<string>();
        var value = new StringBuilder();
        var quoted = false;
        while (true)
        {
            var next = reader.Read();
            var isLoneReturn = next == '\r' && reader.Peek() != '\n';
            if (next == '\n' || isLoneReturn)
                line++;
            switch (next)
            {
                case < 0 when quoted:
                    throw new FormatException($"'{path}', line {began}, has a quote that is nowhere closed.");
                case < 0:
                    values.Add(value.ToString());
                    return values;
                case '"' when quoted && reader.Peek() == '"':
                    value.Append((char)reader.Read());
                    break;
                // Some write a space behind the separator.
                case '"' when quoted || string.IsNullOrWhiteSpace(value.ToString()):
                    if (!quoted)
                        value.Clear();
                    quoted = !quoted;
                    break;
                case var sign when sign == separator && !quoted:
                    values.Add(value.ToString());
                    value.Clear();
                    break;
                case '\r' when !quoted && !isLoneReturn:
                    break;
                case '\r' or '\n' when !quoted:
                    values.Add(value.ToString());
                    return values;
                default:
                    value.Append((char)next);
                    break;
            }
        }
    }
}
