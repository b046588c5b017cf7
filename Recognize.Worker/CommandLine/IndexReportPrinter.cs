using System.Globalization;

namespace Recognize.Worker.CommandLine;

/// <summary>Prints the report of an index run for a person.</summary>
internal static class IndexReportPrinter
{
    public static void Print(IndexReport report, Output output)
    {
        output.Line();
        output.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Media.Found} files found: {report.Media.Analysed} analysed, {report.Media.Skipped} skipped, {report.Media.Failed} failed"));
        foreach (var (reason, count) in report.Skips.OrderByDescending(skip => skip.Value))
            output.Line($"  skipped {count}: {reason}");
        foreach (var group in report.Failures)
        {
            output.Line($"  failed {group.Count}: {group.Reason}");
            foreach (var example in group.Examples)
                output.Line($"      {Output.Printable(example)}");
            if (group.Count > group.Examples.Count)
                output.Line($"      and {group.Count - group.Examples.Count} more");
        }
        foreach (var problem in report.Problems)
            output.Line($"  {Output.Printable(problem)}");
        if (report.Switched is { } switched)
        {
            output.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"faces are by {switched.To} now: {switched.Carried} taken over from {switched.From}, "
                + $"{switched.Added} new, {switched.Gone} not found any more"));
        }
        output.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Faces} faces, {report.People} people, {report.Tags} tags"));
        output.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Seconds:F1} s, {report.FilesPerSecond:F1} files/s, peak memory {report.PeakRssMiB:F0} MiB"));
    }
}
