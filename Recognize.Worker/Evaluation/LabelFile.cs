using Recognize.Models;

namespace Recognize.Worker.Evaluation;

/// <summary>Reads the labels of an evaluation: a CSV file (RFC 4180) whose first line names its columns.</summary>
internal static class LabelFile
{
    private const string FileColumn = "file";

    /// <summary>
    /// As <see cref="CsvFile.Read"/>, without spaces around the values. Names of files from other systems are made such as this one has
    /// them: <c>.\Anna\1.jpg</c> is <c>Anna/1.jpg</c>.
    /// </summary>
    /// <exception cref="FormatException">The file cannot be opened or understood; the message says why.</exception>
    public static IReadOnlyList<string[]> Read(string path, params ReadOnlySpan<string> columns)
    {
        var isFile = columns.ToArray().Select(column => column.StartsWith(FileColumn, StringComparison.Ordinal)).ToArray();
        try
        {
            return
            [
                .. CsvFile.Read(path, columns).Select(
                    row => row.Values.Select((value, column) => isFile[column] ? FileName(value.Trim()) : value.Trim()).ToArray()),
            ];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"'{path}' cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>Refuses labels of which nothing is there: figures over absent files would look like bad recognition.</summary>
    /// <exception cref="FormatException">None of the files exists.</exception>
    public static void RequireAny(string folder, IReadOnlyCollection<string> files, string labelsFile)
    {
        if (!files.Any(file => File.Exists(Path.Combine(folder, file))))
        {
            throw new FormatException(
                $"None of the {files.Count} files that '{labelsFile}' names is in '{folder}'; the first is '{files.First()}'.");
        }
    }

    private static string FileName(string value)
    {
        var name = value.Contains('/', StringComparison.Ordinal) ? value : value.Replace('\\', '/');
        return name.StartsWith("./", StringComparison.Ordinal) ? name[2..].TrimStart('/') : name;
    }
}
