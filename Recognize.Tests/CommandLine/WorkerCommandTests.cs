using Npgsql;
using Recognize.Models.Persistence;
using Recognize.Tests.Support;

namespace Recognize.Tests.CommandLine;

/// <summary>A worker and a server of its own, which is away now and then.</summary>
public sealed class WorkerCommandTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Work_WaitsForTheServer_WhenItIsAwayAtTheStart()
    {
        using var home = new TemporaryHome();
        await using var cluster = await TemporaryCluster.StartNewAsync();
        var database = await cluster.CreateDatabaseAsync("away", Token);
        var noModels = Directory.CreateDirectory(Path.Combine(home.Folder, "no-models")).FullName;
        await cluster.StopAsync();

        using var worker = WorkerProcess.Start(
            home.Home.Root, database, [(Models.RecognizeSettings.ModelMirror, noModels)], "work", home.Folder);
        await UntilPrintedAsync(worker, "The database is away");
        await cluster.StartAsync();
        await UntilPrintedAsync(worker, "ready: working");
        worker.Terminate();

        // It may not have come further than its start.
        Assert.Contains(await worker.WaitAsync(Token), (int[])[0, 130]);
    }

    [Fact]
    public async Task Connections_AreGivenUpByTheServer_WhenTheirMachineIsGone()
    {
        await using var cluster = await TemporaryCluster.StartNewAsync();

        await using var source = NpgsqlDataSource.Create(
            ConnectionUpkeep.Apply(cluster.ConnectionString("postgres") + ";Options=-c statement_timeout=4321"));

        Assert.Equal("5", await ShowAsync("tcp_keepalives_idle"));
        Assert.Equal("5", await ShowAsync("tcp_keepalives_interval"));
        Assert.Equal("2", await ShowAsync("tcp_keepalives_count"));
        Assert.Equal("15000", await ShowAsync("tcp_user_timeout"));
        Assert.Equal("off", await ShowAsync("jit"));
        Assert.Equal("4321ms", await ShowAsync("statement_timeout"));

        async Task<string> ShowAsync(string setting)
        {
            await using var command = source.CreateCommand($"SHOW {setting}");
            return (string)(await command.ExecuteScalarAsync(Token))!;
        }
    }

    private static async Task UntilPrintedAsync(WorkerProcess worker, string text)
    {
        while (!worker.Printed.Contains(text, StringComparison.Ordinal))
        {
            Assert.True(worker.ExitCode is null, worker.Printed);
            await Task.Delay(100, Token);
        }
    }
}
