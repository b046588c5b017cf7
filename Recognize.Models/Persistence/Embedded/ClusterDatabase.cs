using System.Diagnostics;
using Npgsql;

namespace Recognize.Models.Persistence.Embedded;

/// <summary>The one role and one database that Recognize uses in its cluster, and the way to reach them.</summary>
internal sealed class ClusterDatabase(string socketFolder, string superuserPassword, string password)
{
    private const string Name = "recognize";
    private const string CheckpointRole = "pg_checkpoint";

    public string ConnectionString { get; } = Describe(socketFolder, Name, Name, password);

    public string SuperuserConnectionString { get; } =
        Describe(socketFolder, PostgresCluster.Superuser, "postgres", superuserPassword);

    /// <summary>
    /// Waits until the server answers, and makes role and database where they are missing. Each step looks before it
    /// acts, so a crash between them is repaired by the next start.
    /// </summary>
    public async Task EnsureAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (await IsCompleteAsync(timeout, cancellationToken))
            return;

        await using var connection = new NpgsqlConnection(SuperuserConnectionString + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        if (!await ExistsAsync(connection, "SELECT 1 FROM pg_roles WHERE rolname = $1", cancellationToken))
            await ExecuteAsync(connection, $"CREATE ROLE {Name} LOGIN", cancellationToken);
        // The password is hexadecimal digits of our own making; PASSWORD takes no parameter.
        await ExecuteAsync(connection, $"ALTER ROLE {Name} PASSWORD '{password}'", cancellationToken);
        if (!await ExistsAsync(connection, "SELECT 1 FROM pg_database WHERE datname = $1", cancellationToken))
            await ExecuteAsync(connection, $"CREATE DATABASE {Name} OWNER {Name}", cancellationToken);
        // An erasure cuts the server's log, which holds erased rows.
        if (!await HasCheckpointRoleAsync(connection, cancellationToken))
            return;
        await ExecuteAsync(connection, $"GRANT {CheckpointRole} TO {Name}", cancellationToken);
        await connection.ChangeDatabaseAsync(Name, cancellationToken);
        await ExecuteAsync(connection, $"GRANT EXECUTE ON FUNCTION pg_switch_wal() TO {Name}", cancellationToken);
    }

    /// <summary>Whether nothing more is to be granted; servers before version 15 have no role to grant.</summary>
    private static async Task<bool> MayCutLogAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (!await HasCheckpointRoleAsync(connection, cancellationToken))
            return true;
        await using var command = new NpgsqlCommand(
            $"SELECT pg_has_role('{CheckpointRole}', 'USAGE') AND has_function_privilege('pg_switch_wal()', 'EXECUTE')", connection);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<bool> HasCheckpointRoleAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{CheckpointRole}')", connection);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Waits until the server answers, and says whether role, database and rights are there.</summary>
    private async Task<bool> IsCompleteAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
                await connection.OpenAsync(cancellationToken);
                return await MayCutLogAsync(connection, cancellationToken);
            }
            catch (PostgresException error) when (
                error.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidCatalogName)
            {
                return false;
            }
            catch (NpgsqlException error) when (error.IsTransient && clock.Elapsed < timeout)
            {
                // An adopted server may still be replaying its log, or not listen yet.
                await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
            }
        }
    }

    private static string Describe(string socketFolder, string user, string database, string password) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = socketFolder,
            Username = user,
            Database = database,
            Password = password,
            ApplicationName = "recognize",
            // A socket that only its owner can open needs no encryption, and its negotiation costs round trips.
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
            // Worker, API and one command share the server's connections.
            MaxPoolSize = 18,
        }.ConnectionString;

    private static async Task<bool> ExistsAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = Name } } };
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    private static async Task ExecuteAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
