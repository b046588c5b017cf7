using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;
using Recognize.Models.Persistence;

namespace Recognize.Worker.CommandLine;

/// <summary>
/// Brings the schema up to date. Whether there is anything to do is asked in plain SQL: the migrator itself takes a
/// second of a core to warm up, at every start.
/// </summary>
internal sealed class SchemaUpdate(NpgsqlDataSource database, IDbContextFactory<RecognizeDbContext> databases)
{
    /// <summary>Of the advisory lock that one updating process holds; any number that nothing else uses.</summary>
    private const long LockKey = 0x5265636f676e697a;

    /// <param name="say">Told which migrations are applied.</param>
    /// <param name="cancellationToken">Stops between two migrations.</param>
    /// <exception cref="CommandFailure">The schema is newer than this program.</exception>
    public async Task RunAsync(Action<string> say, CancellationToken cancellationToken)
    {
        var known = Assembly.Load(WorkerServices.MigrationsAssembly).GetTypes()
            .Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Id).OfType<string>()
            .Order(StringComparer.Ordinal).ToList();
        if (PendingOf(known, await ReadAppliedAsync(cancellationToken)).Count == 0)
            return;

        // The migrator's own lock is given back between two migrations, when another process may begin the same one.
        await using var alone = await database.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(alone, "SELECT pg_advisory_lock($1)", cancellationToken);
        try
        {
            var pending = PendingOf(known, await ReadAppliedAsync(cancellationToken));
            if (pending.Count == 0)
                return;
            say($"schema: applying {string.Join(", ", pending)}");
            await using var context = await databases.CreateDbContextAsync(cancellationToken);
            await context.Database.MigrateAsync(cancellationToken);
        }
        finally
        {
            await ExecuteAsync(alone, "SELECT pg_advisory_unlock($1)", CancellationToken.None);
        }
    }

    private static List<string> PendingOf(List<string> known, HashSet<string> applied)
    {
        if (applied.Except(known).FirstOrDefault() is { } unknown)
        {
            throw new CommandFailure(
                $"The database's schema is of a newer version of Recognize ({unknown}): update this program.");
        }

        return [.. known.Except(applied)];
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new() { Value = LockKey });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<HashSet<string>> ReadAppliedAsync(CancellationToken cancellationToken)
    {
        var applied = new HashSet<string>(StringComparer.Ordinal);
        await using var command = database.CreateCommand("""SELECT "MigrationId" FROM "__EFMigrationsHistory" """);
        try
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                applied.Add(reader.GetString(0));
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            // An empty database: everything is pending.
        }
        return applied;
    }
}
