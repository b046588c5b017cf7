using System.Globalization;
using Recognize.Worker.Benchmark.Growth;

namespace Recognize.Worker.CommandLine;

/// <summary>Shows a report of growth: a table for a person, charts in files.</summary>
internal static class GrowthReportPrinter
{
    private static readonly Dictionary<string, string> Titles = new(StringComparer.Ordinal)
    {
        ["scan"] = "Scanning a folder of files",
        ["analysis"] = "Analysing small photos",
        ["grouping"] = "Grouping faces",
        ["lists"] = "A page of a list",
        ["search"] = "A search: how it is read, its first page, its count",
        ["worker"] = "What a worker does again and again",
        ["repair"] = "What goes through all of a library",
        ["memory"] = "Memory at most, and the database",
    };

    /// <summary>One table for each part, with the growth exponents between neighbouring sizes.</summary>
    public static void Print(GrowthReport report, Output output)
    {
        foreach (var part in report.Measures.GroupBy(measure => (measure.Subject.Part, measure.Subject.Sized)))
        {
            output.Line();
            var sizes = part.First().Points.Select(point => GrowthFigures.Text(point.Size));
            output.Line($"{$"{part.Key.Part}, by {part.Key.Sized}",-38}{Columns(sizes)}  exponent");
            foreach (var measure in part)
            {
                var values = measure.Points.Select(point => GrowthFigures.Text(point.Value, measure.Subject.Unit));
                var exponents = measure.Exponents.Select(exponent => string.Create(
                    CultureInfo.InvariantCulture, $"{exponent,6:F2}{(measure.IsBeyondKind(exponent) ? "!" : " ")}"));
                output.Line($"  {measure.Subject.Name,-36}{Columns(values)}  {string.Concat(exponents).TrimEnd()}");
            }
        }
        output.Line();
        output.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"exponent: 0 stays the same, 1 grows as the library does; ! is above {GrowthMeasure.MostOfWhole} for the whole library, above {GrowthMeasure.MostOfSingle} for one act or bounded memory"));

        static string Columns(IEnumerable<string> texts) => string.Concat(texts.Select(text => $"{text,11}"));
    }

    /// <summary>One SVG file for each part, <c>growth-PART.svg</c>; those that are there are replaced.</summary>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    public static void Draw(GrowthReport report, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var part in report.Measures.GroupBy(measure => measure.Subject.Part))
            File.WriteAllText(Path.Combine(folder, $"growth-{part.Key}.svg"), GrowthChart.Draw(Titles[part.Key], [.. part]));
    }
}
