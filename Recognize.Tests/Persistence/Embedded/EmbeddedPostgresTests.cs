using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Recognize.Models;
using Recognize.Models.Persistence.Embedded;
using Recognize.Tests.Support;

namespace Recognize.Tests.Persistence.Embedded;

public sealed class EmbeddedPostgresTests : IDisposable
{
    private const int StartedEvent = 9000 + 1;
    private const int AdoptedEvent = 9000 + 2;
    private const int StaleEvent = 9000 + 5;

    private readonly TemporaryHome _temporary = new();
    private readonly CollectingLogger _log = new();

    private RecognizeHome Home => _temporary.Home;

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task AcquireAsync_MakesADurableDatabaseOfOurOwn_OnFirstUse()
    {
        await using var server = await EmbeddedPostgres.AcquireAsync(
            Home, NullLogger.Instance, TestContext.Current.CancellationToken);

        Assert.Equal("UTF8", await ScalarAsync(server.ConnectionString, "SHOW server_encoding"));
        Assert.Equal("on", await ScalarAsync(server.ConnectionString, "SHOW data_checksums"));
        Assert.Equal("on", await ScalarAsync(server.ConnectionString, "SHOW fsync"));
        Assert.Equal("", await ScalarAsync(server.ConnectionString, "SHOW listen_addresses"));
        Assert.Equal("recognize", await ScalarAsync(server.ConnectionString, "SELECT current_user::text"));
        Assert.Equal(
            "recognize",
            await ScalarAsync(
                server.ConnectionString,
                "SELECT pg_get_userbyid(datdba)::text FROM pg_database WHERE datname = current_database()"));
        Assert.Equal("off", await ScalarAsync(server.ConnectionString, "SHOW is_superuser"));
    }

    [Fact]
    public async Task AcquireAsync_FindsTheRowsOfTheLastTime_AfterStopAndStart()
    {
        await using (var first = await StartAsync())
        {
            await ScalarAsync(first.ConnectionString, "CREATE TABLE kept (name text)");
            await ScalarAsync(first.ConnectionString, "INSERT INTO kept VALUES ('Ærøskøbing 東京')");
        }
        var stopped = Postmaster() is null;

        await using var second = await StartAsync();
        var kept = await ScalarAsync(second.ConnectionString, "SELECT name FROM kept");

        Assert.True(stopped);
        Assert.Equal("Ærøskøbing 東京", kept);
    }

    [Fact]
    public async Task DisposeAsync_StopsTheServer_OnlyWhenTheLastShareLeaves()
    {
        var first = await StartAsync();
        var second = await StartAsync();

        await first.DisposeAsync();
        var answer = await ScalarAsync(second.ConnectionString, "SELECT 'still here'");
        await second.DisposeAsync();

        Assert.Equal("still here", answer);
        Assert.Null(Postmaster());
        Assert.Equal([9000, StartedEvent, AdoptedEvent, 9004, 9003], _log.EventIds);
    }

    [Fact]
    public async Task AcquireAsync_StartsOneServer_WhenManyComeAtOnce()
    {
        var servers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => StartAsync()));

        Assert.Single(servers.Select(server => server.ConnectionString).Distinct());
        Assert.Single(_log.EventIds, StartedEvent);
        await Task.WhenAll(servers.Select(server => server.DisposeAsync().AsTask()));
        Assert.Null(Postmaster());
    }

    [Fact]
    public async Task AcquireAsync_AdoptsTheRunningServer_WhenItsHolderWasKilled()
    {
        var killed = await StartAsync();
        var process = Postmaster()!.ProcessId;
        killed.Abandon();

        await using (await StartAsync())
        {
            Assert.Equal(process, Postmaster()!.ProcessId);
            Assert.Contains(AdoptedEvent, _log.EventIds);
        }

        Assert.Null(Postmaster());
    }

    [Fact]
    public async Task AcquireAsync_RecoversCommittedRows_WhenTheServerWasKilledToo()
    {
        var killed = await EmbeddedPostgres.AcquireAsync(Home, _log, TestContext.Current.CancellationToken);
        await ScalarAsync(killed.ConnectionString, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n");
        NpgsqlConnection.ClearAllPools();
        await KillServerAsync();
        killed.Abandon();

        await using var server = await StartAsync();

        Assert.Equal("1000", await ScalarAsync(server.ConnectionString, "SELECT count(*)::text FROM kept"));
    }

    [Fact]
    public async Task AcquireAsync_Starts_WhenTheKilledServersNumberBelongsToAnotherProcessNow()
    {
        await using (await StartAsync())
        {
            var file = await File.ReadAllTextAsync(PostmasterPath(), TestContext.Current.CancellationToken);
            await KillServerAsync();
            var other = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
            await File.WriteAllTextAsync(
                PostmasterPath(), other + file[file.IndexOf('\n', StringComparison.Ordinal)..],
                TestContext.Current.CancellationToken);
        }

        await using var server = await StartAsync();

        Assert.Equal("1", await ScalarAsync(server.ConnectionString, "SELECT '1'"));
        Assert.Contains(StaleEvent, _log.EventIds);
    }

    [Fact]
    public async Task AcquireAsync_MakesTheClusterAnew_WhenInitialisingWasKilledHalfway()
    {
        Home.Create();
        Directory.CreateDirectory(PostgresCluster.DataFolder(Home) + ".new/base");

        await using var server = await StartAsync();

        Assert.Equal("1", await ScalarAsync(server.ConnectionString, "SELECT '1'"));
        Assert.False(Directory.Exists(PostgresCluster.DataFolder(Home) + ".new"));
    }

    [Fact]
    public async Task AcquireAsync_MakesTheDatabase_WhenTheFirstStartWasKilledBeforeIt()
    {
        await using (var first = await StartAsync())
        {
            NpgsqlConnection.ClearAllPools();
            await ScalarAsync(first.SuperuserConnectionString + ";Pooling=false", "DROP DATABASE recognize");
            await ScalarAsync(first.SuperuserConnectionString + ";Pooling=false", "DROP ROLE recognize");
        }

        await using var second = await StartAsync();

        Assert.Equal("recognize", await ScalarAsync(second.ConnectionString, "SELECT current_database()::text"));
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData(null)]
    public async Task Server_RefusesALogin_WithoutTheRightPassword(string? password)
    {
        await using var server = await StartAsync();
        foreach (var known in (string[])[server.ConnectionString, server.SuperuserConnectionString])
        {
            var attempt = new NpgsqlConnectionStringBuilder(known) { Password = password, Pooling = false };
            await using var connection = new NpgsqlConnection(attempt.ConnectionString);

            var error = await Assert.ThrowsAnyAsync<NpgsqlException>(
                () => connection.OpenAsync(TestContext.Current.CancellationToken));

            Assert.True(
                error is PostgresException { SqlState: PostgresErrorCodes.InvalidPassword }
                || error.Message.Contains("No password has been provided", StringComparison.Ordinal),
                error.Message);
        }
    }

    [Fact]
    public async Task AcquireAsync_KeepsSecretsAndDataToTheirOwners()
    {
        await using var server = await StartAsync();
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

        foreach (var path in (string[])
            [Home.Secrets, Path.Combine(Home.Secrets, "postgres"), Home.Postgres, PostgresCluster.DataFolder(Home)])
        {
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(path) & others);
        }
        Assert.DoesNotContain(Directory.GetFiles(Home.Postgres), file => file.Contains("password", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AcquireAsync_NamesTheVersionToInstall_WhenTheClusterIsOfAnother()
    {
        Home.Create();
        Directory.CreateDirectory(PostgresCluster.DataFolder(Home));
        await File.WriteAllTextAsync(
            Path.Combine(PostgresCluster.DataFolder(Home), "PG_VERSION"), "9\n", TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<EmbeddedPostgresException>(StartAsync);

        Assert.Contains("made by PostgreSQL 9", error.Message, StringComparison.Ordinal);
        Assert.Contains("postgresql-9", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AcquireAsync_ShowsTheEndOfTheServersLog_WhenItDoesNotStart()
    {
        var broken = PostgresFixture.Options.With(("shared_buffers", "a lot"));

        var error = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => EmbeddedPostgres.AcquireAsync(
            Home, _log, TestContext.Current.CancellationToken, broken));

        Assert.Contains("did not start", error.Message, StringComparison.Ordinal);
        Assert.Contains("shared_buffers", error.Message, StringComparison.Ordinal);
        await using var repaired = await StartAsync();
    }

    [Fact]
    public async Task AcquireAsync_SaysWhatToRestore_WhenThePasswordIsLost()
    {
        await using (await StartAsync())
            File.Delete(Path.Combine(Home.Secrets, "postgres"));

        var error = await Assert.ThrowsAsync<EmbeddedPostgresException>(StartAsync);

        Assert.Contains(Path.Combine(Home.Secrets, "postgres"), error.Message, StringComparison.Ordinal);
    }

    private Task<EmbeddedPostgres> StartAsync() => StartAsync(Home, _log);

    internal static Task<EmbeddedPostgres> StartAsync(RecognizeHome home, ILogger log) =>
        EmbeddedPostgres.AcquireAsync(home, log, TestContext.Current.CancellationToken, PostgresFixture.Options);

    internal static async Task<string?> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return (string?)await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    private PostmasterFile? Postmaster() => PostmasterFile.TryRead(PostgresCluster.DataFolder(Home));

    private string PostmasterPath() => PostmasterFile.PathIn(PostgresCluster.DataFolder(Home));

    // As a power cut or the kernel's memory killer does: no chance to clean up, the pid file stays.
    private async Task KillServerAsync()
    {
        var file = Postmaster()!;
        using var process = Process.GetProcessById(file.ProcessId);
        process.Kill();
        while (file.IsRunning())
            await Task.Delay(10, TestContext.Current.CancellationToken);
        Assert.True(File.Exists(PostmasterPath()));
    }
}
