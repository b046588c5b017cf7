using Recognize.Models;

namespace Recognize.Worker.Evaluation;

/// <summary>Reads the labels of an evaluation: a CSV file (RFC 4180) whose first line names its columns.</summary>
internal static class LabelFile
{
    /// <inheritdoc cref="CsvFile.Read"/>
    public static IReadOnlyList<string[]> Read(string path, params ReadOnlySpan<string> columns) =>
        [.. CsvFile.Read(path, columns).Select(row => row.Values)];
}
