using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Recognize.Models.Media;
using Recognize.Models.Persistence.Embedded;
using Recognize.Tests.Support;
using Recognize.Worker.Analysis;
using Recognize.Worker.Benchmark;

namespace Recognize.Tests.Benchmark;

public sealed class BenchmarkRunTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Run_MeasuresEveryStage_OnRealPhotos()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var photos = SharedData.Require("data/faces-cast");
        await using var installation = await TestInstallation.CreateAsync(postgres, hasModels: true);
        using var folder = PhotoFolder.Choose(Path.Combine(installation.HomeFolder, "photos"), photos, 4)!;
        var thumbnails = Path.Combine(installation.HomeFolder, "scratch-thumbnails");
        var run = NewRun(installation, thumbnails);

        var report = await run.RunAsync(folder.Path, rounds: 1, _ => { }, () => 1, cancellationToken);

        Assert.All(report.Lines, line => Assert.True(line.PerSecond > 0, line.Stage));
        Assert.All(
            report.Lines.Where(line => line.Unit != "faces"), line => Assert.Equal(4, line.Items));
        // The pipeline does all that the stages do, and more; four photos are too few for a closer bound.
        Assert.InRange(report.ProcessorEfficiency, 0.05, 1.5);
    }

    [Fact]
    public async Task DrawnPhotos_ShowFacesThatAreFoundAndDescribed()
    {
        await using var installation = await TestInstallation.CreateAsync(postgres, hasModels: true);
        var options = installation.Get<AnalysisOptions>();
        using var folder = PhotoFolder.Draw(
            Path.Combine(installation.HomeFolder, "photos"), count: 4, options.Threads, TestContext.Current.CancellationToken);
        var stages = new StagePass(
            installation.Get<PhotoDecoder>(),
            new ThumbnailStore(Path.Combine(installation.HomeFolder, "scratch"), installation.Get<MediaOptions>()),
            installation.Get<Recognisers>(), options);

        var result = stages.Run([.. Directory.EnumerateFiles(folder.Path)], TestContext.Current.CancellationToken);

        Assert.InRange(result.Costs[Stage.Embed].Items, 3, 12);
    }

    [Fact]
    public async Task RawLimits_TellWhatDecodersNetworksAndTheDatabaseCanDo()
    {
        await using var installation = await TestInstallation.CreateAsync(postgres, hasModels: true);
        var limits = ActivatorUtilities.CreateInstance<RawLimits>(installation.Services);

        var measured = await limits.RunAsync(
            Path.Combine(installation.HomeFolder, "limits"), _ => { }, TestContext.Current.CancellationToken);

        Assert.All(measured, limit => Assert.True(limit.PerSecond > 0, limit.What));
        Assert.Contains(measured, limit => limit.What == RawLimits.WholeDecode);
        Assert.Contains(measured, limit => limit is { Unit: "inputs", Batch: 4, Threads: 1 });
        Assert.Contains(measured, limit => limit.What == "music");
        Assert.Contains(measured, limit => limit.What == "database COPY");
    }

    [Fact]
    public async Task ScratchDatabase_IsGone_WhenDisposed()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var home = new TemporaryHome();
        await using var server = await DatabaseServer.AcquireAsync(
            home.Home, new CollectingLogger(), cancellationToken);

        string name;
        await using (var scratch = await server.CreateScratchDatabaseAsync(cancellationToken))
        {
            await using var database = NpgsqlDataSource.Create(scratch.ConnectionString);
            await using var create = database.CreateCommand("CREATE TABLE proof (id int)");
            await create.ExecuteNonQueryAsync(cancellationToken);
            name = new NpgsqlConnectionStringBuilder(scratch.ConnectionString).Database!;
        }

        await using var own = NpgsqlDataSource.Create(server.ConnectionString + ";Pooling=false");
        await using var look = own.CreateCommand("SELECT count(*) FROM pg_database WHERE datname = $1");
        look.Parameters.Add(new() { Value = name });
        Assert.StartsWith("recognize_scratch_", name, StringComparison.Ordinal);
        Assert.Equal(0L, await look.ExecuteScalarAsync(cancellationToken));
    }

    private static BenchmarkRun NewRun(TestInstallation installation, string thumbnails)
    {
        var options = installation.Get<AnalysisOptions>();
        var stages = new StagePass(
            installation.Get<PhotoDecoder>(), new ThumbnailStore(thumbnails, installation.Get<MediaOptions>()),
            installation.Get<Recognisers>(), options);
        return new BenchmarkRun(
            ActivatorUtilities.CreateInstance<LibraryPass>(installation.Services), stages, options,
            new ThumbnailFolder(thumbnails));
    }
}
