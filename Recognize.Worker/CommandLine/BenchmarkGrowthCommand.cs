using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Recognize.Models;
using Recognize.Models.Persistence.Embedded;
using Recognize.Worker.Benchmark.Growth;
using Recognize.Worker.Limits;
using Recognize.Worker.Seeding;

namespace Recognize.Worker.CommandLine;

/// <summary>
/// <c>benchmark growth</c>: time and memory against the size of a library. Works in databases and folders of its own,
/// which are gone afterwards.
/// </summary>
internal static class BenchmarkGrowthCommand
{
    private const int LeastOfEach = 100;
    private const int LeastPhotos = 10;

    // Of fewer, not enough are due to be claimed one by one.
    private const int LeastRows = 1_000;
    private const int MostOfEach = 10_000_000;

    public static Command Create(Output output)
    {
        var sizes = Sizes("--sizes", LeastOfEach, "Files to scan, and faces to group", 1_000, 10_000, 100_000);
        var photos = Sizes("--photos", LeastPhotos, "Small photos to draw and analyse", 300, 1_000, 3_000);
        var rows = Sizes("--rows", LeastRows, "Made-up files (with as many faces; a million take ten minutes) to list and search", 10_000, 100_000, 1_000_000);
        var svg = new Option<string?>("--svg") { Description = "Folder for charts, one SVG file for each part." };
        var json = new Option<bool>("--json") { Description = "Print the result as one JSON object in the last line." };
        var command = new Command("growth", "Measure time and memory against the size of a library.") { sizes, photos, rows, svg, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var report = await RunAsync(
                parsed.GetValue(sizes)!, parsed.GetValue(photos)!, parsed.GetValue(rows)!, output, cancellationToken);
            GrowthReportPrinter.Print(report, output);
            if (parsed.GetValue(svg) is { } folder)
                GrowthReportPrinter.Draw(report, folder);
            if (parsed.GetValue(json))
                output.Line(report.ToJson());
            return 0;
        });
        return command;
    }

    private static async Task<GrowthReport> RunAsync(
        int[] sizes, int[] photos, int[] rows, Output output, CancellationToken cancellationToken)
    {
        var report = new GrowthReport();
        var home = RecognizeHome.FromEnvironment();
        home.Create();
        using var logging = WorkerServices.CreateLoggerFactory();
        await using var server = await DatabaseServer.AcquireAsync(home, logging.CreateLogger<DatabaseServer>(), cancellationToken);
        // Memory of what was measured before would be taken for that of the next: the least first.
        if (sizes.Length > 0)
            await BenchmarkScratch.RunAsync(home, server, (services, folder) => Make<ScanGrowth>(services).RunAsync(
                Path.Combine(folder, "files"), sizes, report, output.Line, cancellationToken), cancellationToken);
        foreach (var count in rows)
            await BenchmarkScratch.RunAsync(home, server, (services, _) => Make<RowGrowth>(services).RunAsync(
                count, report, output.Line, cancellationToken), cancellationToken);
        if (photos.Length > 0)
            await BenchmarkScratch.RunAsync(home, server, async (services, folder) =>
            {
                await services.GetRequiredService<ModelSetup>().EnsureAsync(cancellationToken);
                await Make<PhotoGrowth>(services).RunAsync(Path.Combine(folder, "files"), photos, report, output.Line, cancellationToken);
            }, cancellationToken);
        if (sizes.Length > 0)
            new FaceGrowth(Gauge()).Run(sizes, report, output.Line, cancellationToken);
        return report;
    }

    private static T Make<T>(ServiceProvider services) where T : notnull => typeof(T) == typeof(RowGrowth)
        ? ActivatorUtilities.CreateInstance<T>(services, ActivatorUtilities.CreateInstance<ScaleMeasurement>(services))
        : ActivatorUtilities.CreateInstance<T>(services, Gauge());

    private static MemoryGauge Gauge() => new(
        () =>
        {
            MemoryRelease.Run();
            return ProcessMemory.TryForgetPeak();
        },
        ProcessMemory.PeakResidentMiB);

    private static Option<int[]> Sizes(string name, int least, string description, params int[] standard) => new(name)
    {
        Description = $"{description}, ascending with commas between; 0 leaves this out.",
        DefaultValueFactory = _ => standard,
        CustomParser = result => Parse(result, least),
        HelpName = "N,N",
    };

    private static int[]? Parse(ArgumentResult result, int least)
    {
        var sizes = new List<int>();
        foreach (var text in result.Tokens[^1].Value.Split(','))
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size > MostOfEach)
                result.AddError($"'{text}' is not a number up to {MostOfEach}.");
            sizes.Add(size);
        }
        if (sizes is [0])
            return [];
        if (sizes[0] < least || sizes.Zip(sizes.Skip(1)).Any(pair => pair.First >= pair.Second))
            result.AddError($"Sizes ascend, from {least} on.");
        return [.. sizes];
    }
}
