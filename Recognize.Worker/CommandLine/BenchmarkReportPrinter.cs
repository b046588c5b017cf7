using System.Globalization;
using Recognize.Worker.Benchmark;

namespace Recognize.Worker.CommandLine;

/// <summary>Prints the report of a benchmark for a person.</summary>
internal static class BenchmarkReportPrinter
{
    public static void Print(BenchmarkReport report, Output output)
    {
        output.Line();
        output.Line($"{"stage",-18} {"items",7} {"",-7} {"items/s",10} {"ms of a core each",18}");
        foreach (var line in report.Lines)
        {
            var milliseconds = line.CoreMilliseconds is { } each
                ? each.ToString(each < 1 ? "F3" : "F1", CultureInfo.InvariantCulture)
                : "(database)";
            output.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"{line.Stage,-18} {line.Items,7} {line.Unit,-7} {line.PerSecond,10:F1} {milliseconds,18}"));
        }
        output.Line();
        output.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"decode + detect + embed + label + thumbnails alone: {report.RawSeconds:F2} s on {report.Threads} threads; pipeline: {report.PipelineSeconds:F2} s"));
        output.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"efficiency: {report.Efficiency:P0} by the clock, {report.ProcessorEfficiency:P0} by processor time (medians of {report.Rounds} rounds)"));
        output.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"            {report.RecognitionShare:P0} of the time for decoding and inference alone; {report.RatioToDecode:P0} of what decoding alone gives"));
        output.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"peak memory: {report.PeakRssMiB:F0} MiB in the pipeline's first pass, {report.PeakRssOfAllMiB:F0} MiB with all rounds; {report.AllocatedKiBEach:F0} KiB of managed memory asked for by each file"));
        PrintLimits(report, output);
    }

    private static void PrintLimits(BenchmarkReport report, Output output)
    {
        if (report.RatioToWholeDecode is not { } ratio)
            return;
        output.Line();
        output.Line($"{"limit",-56} {"threads",7} {"batch",5} {"per second",12} {"ms of a core each",18}");
        foreach (var limit in report.Limits)
        {
            var milliseconds = limit.CoreMilliseconds?.ToString("F3", CultureInfo.InvariantCulture) ?? "(database)";
            output.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"{limit.What,-56} {limit.Threads,7} {limit.Batch,5} {limit.PerSecond,12:F1} {milliseconds,18}  {limit.Unit}"));
        }
        output.Line();
        output.Line(string.Create(CultureInfo.InvariantCulture, $"the pipeline gives {ratio:P0} of what decoding 12 MP whole gives"));
    }
}
