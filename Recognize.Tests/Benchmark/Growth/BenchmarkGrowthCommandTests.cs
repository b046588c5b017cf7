using System.Text.Json;
using System.Xml.Linq;
using Npgsql;
using Recognize.Models.Persistence.Embedded;
using Recognize.Tests.CommandLine;
using Recognize.Tests.Support;
using Recognize.Worker.Benchmark.Growth;

namespace Recognize.Tests.Benchmark.Growth;

/// <summary>The program itself, at sizes that take seconds.</summary>
public sealed class BenchmarkGrowthCommandTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Growth_MeasuresEachPartAtEachSize_AndLeavesNothingBehind()
    {
        SharedData.Require("models/yunet_n_dynamic.onnx");
        using var home = new TemporaryHome();
        var (charts, temporary) = (Path.Combine(home.Folder, "charts"), Directory.CreateDirectory(Path.Combine(home.Folder, "tmp")).FullName);
        await using var server = await DatabaseServer.AcquireAsync(home.Home, new CollectingLogger(), Token);

        using var worker = WorkerProcess.Start(
            home.Home.Root, connectionString: null, [("TMPDIR", temporary)],
            "benchmark", "growth", "--sizes", "100,200", "--photos", "10,20", "--rows", "1000,2000", "--svg", charts, "--json");
        Assert.True(await worker.WaitAsync(Token) == 0, worker.Printed);

        var json = worker.Printed.Split('\n').Last(line => line.StartsWith('{'));
        var measures = JsonDocument.Parse(json).RootElement.GetProperty("measures").EnumerateArray().ToList();
        Assert.Equal(
            ["analysis", "grouping", "lists", "memory", "repair", "scan", "search", "worker"],
            measures.Select(measure => measure.GetProperty("subject").GetProperty("part").GetString()!).Distinct().Order(StringComparer.Ordinal));
        Assert.All(measures, measure =>
        {
            int[] sizes = measure.GetProperty("subject").GetProperty("sized").GetString() switch
            {
                "photos" => [10, 20],
                "rows" => [1_000, 2_000],
                _ => [100, 200],
            };
            Assert.Equal(sizes, measure.GetProperty("points").EnumerateArray().Select(point => point.GetProperty("size").GetInt32()));
        });
        Assert.Equal(8, Directory.GetFiles(charts, "growth-*.svg").Length);
        Assert.All(Directory.GetFiles(charts), file => Assert.NotEmpty(XElement.Load(file).Descendants()));
        Assert.Empty(Directory.GetDirectories(temporary, "recognize-benchmark-*"));
        Assert.Empty(Directory.GetFiles(home.Home.Thumbnails, "*", SearchOption.AllDirectories));
        await using var own = NpgsqlDataSource.Create(server.ConnectionString + ";Pooling=false");
        await using var left = own.CreateCommand("SELECT count(*) FROM pg_database WHERE starts_with(datname, 'recognize_scratch_')");
        Assert.Equal(0L, await left.ExecuteScalarAsync(Token));
    }

    [Theory]
    [InlineData("--rows", "2000,1000", "Sizes ascend")]
    [InlineData("--rows", "900", "from 1000 on")]
    [InlineData("--photos", "many", "'many' is not a number")]
    [InlineData("--sizes", "5", "Sizes ascend")]
    public async Task Growth_RefusesSizesThatDoNotAscend(string option, string sizes, string sentence)
    {
        using var home = new TemporaryHome();

        using var worker = WorkerProcess.Start(home.Home.Root, connectionString: null, "benchmark", "growth", option, sizes);

        Assert.Equal(1, await worker.WaitAsync(Token));
        Assert.Contains(sentence, worker.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public void Gauge_LeavesMemoryOut_WhenTheKernelKeepsThePeakOfEarlierWork()
    {
        var (told, untold) = (new GrowthReport(), new GrowthReport());
        var (free, kept) = (new MemoryGauge(() => true, () => 42), new MemoryGauge(() => false, () => 42));

        free.Reset();
        free.AddTo(told, "scan", "files", GrowthKind.Single, 100);
        kept.Reset();
        kept.AddTo(untold, "scan", "files", GrowthKind.Single, 100);

        Assert.Equal(42, Assert.Single(told.Measures).Points[0].Value);
        Assert.Empty(untold.Measures);
    }
}
