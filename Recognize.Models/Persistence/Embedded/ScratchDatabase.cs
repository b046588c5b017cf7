using Npgsql;

namespace Recognize.Models.Persistence.Embedded;

/// <summary>A database that lives as long as this object, on the server that also holds the owner's.</summary>
public sealed class ScratchDatabase : IAsyncDisposable
{
    private const string Prefix = "recognize_scratch_";

    private readonly string _maker;
    private readonly string _name;

    private ScratchDatabase(string maker, string name, string connectionString) =>
        (_maker, _name, ConnectionString) = (maker, name, connectionString);

    /// <summary>Npgsql connection string; holds the password, so it must not be logged.</summary>
    public string ConnectionString { get; }

    /// <param name="maker">Connection string of a role that may make databases.</param>
    /// <param name="owner">Connection string of the role that the database is for.</param>
    /// <param name="cancellationToken">Cancels the statement.</param>
    internal static async Task<ScratchDatabase> CreateAsync(
        string maker, string owner, CancellationToken cancellationToken)
    {
        // Hexadecimal digits of our own making: a name takes no parameter.
        var name = Prefix + Guid.NewGuid().ToString("N");
        var target = new NpgsqlConnectionStringBuilder(owner) { Database = name };
        await ExecuteAsync(maker, $"CREATE DATABASE {name} OWNER \"{target.Username}\"", cancellationToken);
        return new ScratchDatabase(maker, name, target.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await using (var connection = new NpgsqlConnection(ConnectionString))
            NpgsqlConnection.ClearPool(connection);
        await ExecuteAsync(_maker, $"DROP DATABASE IF EXISTS {_name} WITH (FORCE)", CancellationToken.None);
    }

    private static async Task ExecuteAsync(string connectionString, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
