using Npgsql;
using Recognize.Models.Persistence.Embedded;
using Recognize.Tests.Support;
using Recognize.Worker.CommandLine;

namespace Recognize.Tests.Jobs;

public sealed class JobSchedulesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Worker_WaitsForTheDatabase_WhenItGoesInTheMiddleOfTheStart()
    {
        await using var cluster = await TemporaryCluster.StartNewAsync();
        var connectionString = await cluster.CreateDatabaseAsync("recognize_start", Token);
        await using var installation = await TestInstallation.CreateAsync(connectionString);
        using var worker = WorkerHost.Create(installation.Home, DatabaseServer.Own(connectionString));
        await cluster.StopAsync();

        await worker.StartAsync(Token);
        await cluster.StartAsync();
        while (!await HasSchedulesAsync(installation))
            await Task.Delay(100, Token);
        await worker.StopAsync(Token);

        Assert.Equal(1, await installation.ScalarAsync<int>("SELECT count(*) FROM workers WHERE stopped_at IS NOT NULL"));
    }

    private static async Task<bool> HasSchedulesAsync(TestInstallation installation)
    {
        try
        {
            return await installation.ScalarAsync<bool>("SELECT to_regclass('qrtz_triggers') IS NOT NULL")
                && await installation.ScalarAsync<int>("SELECT count(*) FROM qrtz_triggers") >= 2
                && await installation.ScalarAsync<int>("SELECT count(*) FROM workers") == 1;
        }
        catch (NpgsqlException)
        {
            // Connections from before the stop.
            return false;
        }
    }
}
