using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Recognize.Models;
using Recognize.Models.Persistence.Embedded;
using Recognize.Worker.Analysis;
using Recognize.Worker.Benchmark;

namespace Recognize.Worker.CommandLine;

/// <summary>
/// <c>benchmark</c>: files a second on this machine, stage by stage and as a whole. Works in a database, a thumbnail
/// folder and a photo folder of its own, which are gone afterwards.
/// </summary>
internal static class BenchmarkCommand
{
    private const int DefaultCount = 40;
    private const int DefaultRounds = 3;

    public static Command Create(Output output)
    {
        var images = new Option<string?>("--images")
        {
            Description = "Folder of photos to measure with; default: drawn ones of 12 million pixels, with drawn faces.",
        };
        var count = Positive("--count", "Photos to measure with, at most.", DefaultCount);
        var rounds = Positive("--rounds", "Rounds, of which medians are reported.", DefaultRounds);
        var limits = new Option<bool>("--limits")
        {
            Description = "Also what each part can do at most: decoding by format, every network by batch and threads, music, the database.",
        };
        var json = new Option<bool>("--json") { Description = "Print the result as one JSON object in the last line." };
        var command = new Command("benchmark", "Measure files per second on this machine, stage by stage.")
        {
            images, count, rounds, limits, json, BenchmarkGrowthCommand.Create(output),
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var report = await RunAsync(
                parsed.GetValue(images), parsed.GetValue(count), parsed.GetValue(rounds), parsed.GetValue(limits), output,
                cancellationToken);
            BenchmarkReportPrinter.Print(report, output);
            if (parsed.GetValue(json))
                output.Line(report.ToJson());
            return 0;
        });
        return command;
    }

    /// <summary>Checked by itself: to a check of the whole command, what is left out is 0 and not the default.</summary>
    private static Option<int> Positive(string name, string description, int standard)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => standard };
        option.Check(value => value < 1 ? $"{name} must be at least 1." : null);
        return option;
    }

    private static async Task<BenchmarkReport> RunAsync(
        string? images, int count, int rounds, bool limits, Output output, CancellationToken cancellationToken)
    {
        if (images is not null && !Directory.Exists(images))
            throw new CommandFailure($"There is no folder '{images}'.");

        var home = RecognizeHome.FromEnvironment();
        home.Create();
        using var logging = WorkerServices.CreateLoggerFactory();
        await using var server = await DatabaseServer.AcquireAsync(
            home, logging.CreateLogger<DatabaseServer>(), cancellationToken);
        BenchmarkReport? report = null;
        await BenchmarkScratch.RunAsync(
            home, server,
            async (services, work) =>
                report = await MeasureAsync(services, work, images, count, rounds, limits, output, cancellationToken),
            cancellationToken);
        return report!;
    }

    private static async Task<BenchmarkReport> MeasureAsync(
        ServiceProvider services, string work, string? images, int count, int rounds, bool limits, Output output,
        CancellationToken cancellationToken)
    {
        await services.GetRequiredService<ModelSetup>().EnsureAsync(cancellationToken);
        var folder = Path.Combine(work, "photos");
        var threads = services.GetRequiredService<AnalysisOptions>().Threads;
        if (images is null)
            output.Line($"benchmark: drawing {count} photos of 12 million pixels");
        using var photos = images is null
            ? PhotoFolder.Draw(folder, count, threads, cancellationToken)
            : PhotoFolder.Choose(folder, images, count)
                ?? throw new CommandFailure($"There is no photo in '{images}'.");
        var report = await services.GetRequiredService<BenchmarkRun>().RunAsync(
            folder, rounds, output.Line, ProcessMemory.PeakResidentMiB, cancellationToken);
        if (!limits)
            return report;
        output.Line("benchmark: raw limits");
        return report with
        {
            Limits = await services.GetRequiredService<RawLimits>().RunAsync(
                Path.Combine(work, "limits"), output.Line, cancellationToken),
        };
    }
}
