using Microsoft.Extensions.DependencyInjection;
using Recognize.Models.Faces.Grouping;
using Recognize.Models.Media;
using Recognize.Tests.Support;
using Recognize.Worker.Analysis;
using Recognize.Worker.Benchmark;
using Recognize.Worker.Evaluation;

namespace Recognize.Tests.Benchmark;

/// <summary>
/// What things cost in parts of each other, by processor time, which other work of the machine hardly changes. The bounds
/// are far from what is usual: a step that is done twice, or for each file instead of once, breaks them.
/// </summary>
[Collection(Alone.Name)]
public sealed class CostRatioTests(PostgresFixture postgres)
{
    private const int Rounds = 3;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pipeline_CostsLittleMoreThanItsStages()
    {
        await using var installation = await TestInstallation.CreateAsync(postgres, hasModels: true);
        var thumbnails = Path.Combine(installation.HomeFolder, "scratch-thumbnails");
        var options = installation.Get<AnalysisOptions>();
        using var folder = PhotoFolder.Draw(Path.Combine(installation.HomeFolder, "photos"), 4, options.Threads, Token);
        var stages = new StagePass(
            installation.Get<PhotoDecoder>(),
            new ThumbnailStore(thumbnails, installation.Get<MediaOptions>(), installation.Get<PhotoDecoder>()),
            installation.Get<Recognisers>(), options);
        var run = new BenchmarkRun(
            ActivatorUtilities.CreateInstance<LibraryPass>(installation.Services), stages, options, new ThumbnailFolder(thumbnails));

        var report = await run.RunAsync(folder.Path, Rounds, _ => { }, () => 1, Token);

        var sum = report.Lines.Where(line => line.Stage is "hash" or "metadata" or "decode" or "detect faces" or "label" or "thumbnails")
            .Sum(line => line.CoreMilliseconds!.Value);
        var pipeline = Assert.Single(report.Lines, line => line.Stage == "pipeline, warm").CoreMilliseconds!.Value;
        Tell($"efficiency {report.ProcessorEfficiency:F2}; pipeline {pipeline:F0} ms, all stages {sum:F0} ms: {pipeline / sum:F2}");
        Assert.InRange(report.ProcessorEfficiency, 0.5, 2);
        Assert.InRange(pipeline / sum, 0.4, 1.5);
    }

    [Fact]
    public async Task Scan_CostsAsMuchAFileInALargeFolder_AndFarLessWhenNothingHasChanged()
    {
        await using var installation = await TestInstallation.CreateAsync(postgres);
        var pass = ActivatorUtilities.CreateInstance<LibraryPass>(installation.Services);
        var library = await pass.PrepareAsync(installation.Folder, Token);
        const int Few = 1_000, Many = 6_000;

        Write(installation, 0..Few);
        await pass.ScanTwiceAsync(library, Token);
        var few = await MeasureAsync();
        Write(installation, Few..Many);
        var many = await MeasureAsync();

        Tell($"new {few.New:F1} and {many.New:F1} ms, unchanged {few.Again:F1} and {many.Again:F1} ms");
        Assert.InRange(Exponent(few.New, many.New, Many / Few), 0.5, 1.5);
        Assert.InRange(many.New / many.Again, 1.5, 1_000);

        async Task<(double New, double Again)> MeasureAsync()
        {
            var (first, again) = (new List<double>(), new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                await pass.ForgetAsync(Token);
                first.Add(await CostAsync(() => pass.ScanAsync(library, Token)));
                again.Add(await CostAsync(() => pass.ScanAsync(library, Token)));
            }
            return (BenchmarkReport.Median(first), BenchmarkReport.Median(again));
        }
    }

    [Fact]
    public async Task Grouping_GrowsNoFasterThanThePairsOfFaces()
    {
        const int Few = 2_000, Many = 8_000;
        var faces = new ScaleModel(dimensions: 128, seed: 1).Make(Many).Faces;
        var grouper = new FaceGrouper(new GroupingOptions(), SimilarityLimits.MobileFaceNet);

        await MeasureAsync(Few);
        var (few, many) = (await MeasureAsync(Few), await MeasureAsync(Many));

        Tell($"{few:F1} and {many:F1} ms: {Exponent(few, many, Many / Few):F2}");
        Assert.InRange(Exponent(few, many, Many / Few), 0.5, 2.5);

        async Task<double> MeasureAsync(int count)
        {
            var costs = new List<double>();
            for (var round = 0; round < Rounds; round++)
                costs.Add(await CostAsync(() => Task.FromResult(grouper.Group(new GroupingInput { NewFaces = faces[..count] }, Token))));
            return BenchmarkReport.Median(costs);
        }
    }

    // Sizes differ, as those of real files do: a new file is compared with known ones of its size.
    private static void Write(TestInstallation installation, Range numbers)
    {
        for (var number = numbers.Start.Value; number < numbers.End.Value; number++)
        {
            using var file = File.Create(installation.Write($"{number / 500:D3}/{number:D6}.jpg", []));
            file.SetLength(number + 1);
        }
    }

    /// <summary>Milliseconds of one core that this process used; finer than what the kernel tells of others.</summary>
    private static async Task<double> CostAsync(Func<Task> work)
    {
        GC.Collect();
        var before = Environment.CpuUsage.TotalTime;
        await work();
        return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
    }

    private static double Exponent(double few, double many, int times) => Math.Log(many / few) / Math.Log(times);

    private static void Tell(FormattableString text) =>
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant(text));
}
