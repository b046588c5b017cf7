using System.Globalization;
using Recognize.Tests.Support;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace Recognize.Tests.Support;

/// <summary>One real Postgres server for the whole test run, started by the first test that asks for a database.</summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private TemporaryCluster? _cluster;
    private int _databases;

    /// <summary>Connection string of a new, empty database.</summary>
    public async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken = default)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            _cluster ??= await TemporaryCluster.StartNewAsync();
            var name = string.Create(CultureInfo.InvariantCulture, $"test_{++_databases}");
            return await _cluster.CreateDatabaseAsync(name, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            Npgsql.NpgsqlConnection.ClearAllPools();
            await _cluster.DisposeAsync();
        }
        _gate.Dispose();
    }
}
