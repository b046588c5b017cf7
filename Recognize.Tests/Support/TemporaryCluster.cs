using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Recognize.Models.Persistence.Embedded;

namespace Recognize.Tests.Support;

/// <summary>A Postgres server of its own in a temporary folder, for tests that stop and start the database.</summary>
internal sealed class TemporaryCluster : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("recognize-cluster-").FullName;
    private readonly string _binaries;
    private readonly int _port = LoopbackPort.Free();

    private readonly bool _isReachedFromNamespaces;

    private TemporaryCluster(string binaries, bool isReachedFromNamespaces) =>
        (_binaries, _isReachedFromNamespaces) = (binaries, isReachedFromNamespaces);

    /// <summary>The server's own files.</summary>
    public string Data => Path.Combine(_folder, "data");

    public string ConnectionString(string database, string host = "127.0.0.1") => string.Create(
        CultureInfo.InvariantCulture,
        $"Host={host};Port={_port};Username=recognize;Database={database};Maximum Pool Size=10");

    /// <param name="isReachedFromNamespaces">Also by what runs in a <see cref="NetworkNamespace"/>.</param>
    public static async Task<TemporaryCluster> StartNewAsync(bool isReachedFromNamespaces = false)
    {
        var binaries = await PostgresBinaries.FindAsync(null, CancellationToken.None);
        var cluster = new TemporaryCluster(Path.GetDirectoryName(binaries.InitDb)!, isReachedFromNamespaces);
        if (Environment.IsPrivilegedProcess)
            await RunAsync("chown", ["postgres", cluster._folder]);
        await cluster.RunAsPostgresAsync(
            "initdb", ["-D", cluster.Data, "-U", "recognize", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]);
        if (isReachedFromNamespaces)
            await File.AppendAllTextAsync(Path.Combine(cluster.Data, "pg_hba.conf"), $"host all all {NetworkNamespace.Range} trust\n");
        await cluster.StartAsync();
        return cluster;
    }

    public Task StartAsync() => RunAsPostgresAsync("pg_ctl",
        ["-D", Data, "-w", "-s", "-l", Path.Combine(_folder, "log"), "-o", Options(), "start"]);

    public Task StopAsync() => RunAsPostgresAsync("pg_ctl", ["-D", Data, "-w", "-s", "-m", "fast", "stop"]);

    /// <summary>Ends the server as a crash does: nothing is written any more, and clients are told nothing.</summary>
    public Task CrashAsync() => RunAsPostgresAsync("pg_ctl", ["-D", Data, "-w", "-s", "-m", "immediate", "stop"]);

    public async Task<string> CreateDatabaseAsync(string name, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"create database {name}", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return ConnectionString(name);
    }

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
            await CrashAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private string Options() => string.Create(
        CultureInfo.InvariantCulture,
        $"-p {_port} -c listen_addresses={(_isReachedFromNamespaces ? "0.0.0.0" : "127.0.0.1")} -c unix_socket_directories='' -c fsync=off -c max_connections=200");

    // Postgres refuses to run as root.
    private Task RunAsPostgresAsync(string program, string[] arguments)
    {
        var path = Path.Combine(_binaries, program);
        return Environment.IsPrivilegedProcess
            ? RunAsync("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", path, .. arguments])
            : RunAsync(path, arguments);
    }

    private static async Task RunAsync(string program, string[] arguments)
    {
        // Output is not captured: the server inherits the pipes and would keep them open.
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = "/" })!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {arguments[^1]} ended with {process.ExitCode}.");
    }
}
