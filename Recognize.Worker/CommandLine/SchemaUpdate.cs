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
    /// <param name="say">Told which migrations are applied.</param>
    /// <param name="cancellationToken">Stops between two migrations.</param>
    /// <exception cref="CommandFailure">The schema is newer than this program.</exception>
    public async Task RunAsync(Action<string> say, CancellationToken cancellationToken)
    {
        var known = Assembly.Load(WorkerServices.MigrationsAssembly).GetTypes()
            .Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Id).OfType<string>()
            .Order(StringComparer.Ordinal).ToList();
        var applied = await ReadAppliedAsync(cancellationToken);
        if (applied.Except(known).FirstOrDefault() is { } unknown)
        {
            throw new CommandFailure(
                $"The database's schema is of a newer version of Recognize ({unknown}): update this program.");
        }

        var pending = known.Except(applied).ToList();
        if (pending.Count == 0)
            return;
        say($"schema: applying {string.Join(", ", pending)}");
        await using var context = await databases.CreateDbContextAsync(cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
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
