using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Recognize.Models;
using Recognize.Models.Persistence.Embedded;
using Recognize.Tests.Support;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace Recognize.Tests.Support;

/// <summary>
/// One real Postgres server for the whole test run, started by the first test that asks for a database and removed
/// with all its data at the end. A machine on which it cannot run fails the tests; it never skips them. Test classes
/// take it as a constructor parameter.
/// </summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    private const string HomePrefix = "recognize-tests-";

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly RecognizeHome _home = new(
        Path.Combine(Path.GetTempPath(), HomePrefix + Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));

    private EmbeddedPostgres? _server;
    private int _databases;

    /// <summary>A fast, forgetful server: nothing in it outlives the run.</summary>
    internal static EmbeddedPostgresOptions Options { get; } = new EmbeddedPostgresOptions().With(
        ("fsync", "off"), ("synchronous_commit", "off"), ("full_page_writes", "off"), ("max_connections", "200"));

    /// <summary>Connection string of a new, empty database that belongs to the role of the connection string.</summary>
    public async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken = default)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            _server ??= await StartAsync(cancellationToken);
            var name = string.Create(CultureInfo.InvariantCulture, $"test_{++_databases}");
            await using var connection = new NpgsqlConnection(_server.SuperuserConnectionString + ";Pooling=false");
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand($"CREATE DATABASE {name} OWNER recognize", connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
            return new NpgsqlConnectionStringBuilder(_server.ConnectionString) { Database = name, MaxPoolSize = 10 }
                .ConnectionString;
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            NpgsqlConnection.ClearAllPools();
            await _server.DisposeAsync();
            Directory.Delete(_home.Root, recursive: true);
        }
        _gate.Dispose();
    }

    private async Task<EmbeddedPostgres> StartAsync(CancellationToken cancellationToken)
    {
        await RemoveRemainsAsync(cancellationToken);
        return await EmbeddedPostgres.AcquireAsync(_home, NullLogger.Instance, cancellationToken, Options);
    }

    // A run that was killed leaves its server behind; taking and giving back the only share stops it.
    private static async Task RemoveRemainsAsync(CancellationToken cancellationToken)
    {
        foreach (var folder in Directory.GetDirectories(Path.GetTempPath(), HomePrefix + "*"))
        {
            var number = Path.GetFileName(folder)[HomePrefix.Length..];
            if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var processId)
                || IsAlive(processId))
                continue;
            try
            {
                var home = new RecognizeHome(folder);
                if (PostgresCluster.ReadMajor(home) is not null)
                {
                    var remains = await EmbeddedPostgres.AcquireAsync(
                        home, NullLogger.Instance, cancellationToken, Options);
                    await remains.DisposeAsync();
                }
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception error) when (error is UnauthorizedAccessException or EmbeddedPostgresException)
            {
                // Another account's run, or one too broken to start: not this run's business, but worth a line.
                TestContext.Current.SendDiagnosticMessage("Left {0} behind: {1}", folder, error.Message);
            }
        }
    }

    private static bool IsAlive(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
