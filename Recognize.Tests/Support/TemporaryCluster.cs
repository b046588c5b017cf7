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

    private TemporaryCluster(string binaries) => _binaries = binaries;

    private string Data => Path.Combine(_folder, "data");

    public string ConnectionString(string database) => string.Create(
        CultureInfo.InvariantCulture,
        $"Host=127.0.0.1;Port={_port};Username=recognize;Database={database};Maximum Pool Size=10");

    public static async Task<TemporaryCluster> StartNewAsync()
    {
        var binaries = await PostgresBinaries.FindAsync(null, CancellationToken.None);
        var cluster = new TemporaryCluster(Path.GetDirectoryName(binaries.InitDb)!);
        if (Environment.IsPrivilegedProcess)
            await RunAsync("chown", ["postgres", cluster._folder]);
        await cluster.RunAsPostgresAsync(
            "initdb", ["-D", cluster.Data, "-U", "recognize", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]);
        await cluster.StartAsync();
        return cluster;
    }

    public Task StartAsync() => RunAsPostgresAsync("pg_ctl",
        ["-D", Data, "-w", "-s", "-l", Path.Combine(_folder, "log"), "-o", Options(), "start"]);

    public Task StopAsync() => RunAsPostgresAsync("pg_ctl", ["-D", Data, "-w", "-s", "-m", "fast", "stop"]);

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
            await RunAsPostgresAsync("pg_ctl", ["-D", Data, "-w", "-s", "-m", "immediate", "stop"]);
        Directory.Delete(_folder, recursive: true);
    }

    private string Options() => string.Create(
        CultureInfo.InvariantCulture,
        $"-p {_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c max_connections=200");

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
