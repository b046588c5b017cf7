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

    /// <summary>The migrations this program knows, in order.</summary>
    public static IReadOnlyList<string> Known { get; } =
    [
        .. Assembly.Load(WorkerServices.MigrationsAssembly).GetTypes()
            .Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Id).OfType<string>()
            .Order(StringComparer.Ordinal),
    ];

    /// <param name="say">Told which migrations are applied.</param>
    /// <param name="cancellationToken">Stops between two migrations.</param>
    /// <exception cref="CommandFailure">The schema is of a newer program that this one cannot work beside.</exception>
    public async Task RunAsync(Action<string> say, CancellationToken cancellationToken)
    {
        await using var alone = await database.OpenConnectionAsync(cancellationToken);
        if ((await FindPendingAsync(alone, cancellationToken)).Count == 0)
            return;

        // The migrator's own lock is given back between two migrations, when another process may begin the same one.
        await alone.ExecuteAsync("SELECT pg_advisory_lock($1)", cancellationToken, LockKey);
        try
        {
            var pending = await FindPendingAsync(alone, cancellationToken);
            if (pending.Count == 0)
                return;
            say($"schema: applying {string.Join(", ", pending)}");
            await using var context = await databases.CreateDbContextAsync(cancellationToken);
            await context.Database.MigrateAsync(cancellationToken);
        }
        finally
        {
            await alone.ExecuteAsync("SELECT pg_advisory_unlock($1)", CancellationToken.None, LockKey);
        }
    }

    private static async Task<List<string>> FindPendingAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var applied = await SchemaRules.ReadAppliedAsync(connection, cancellationToken);
        if (SchemaRules.IsTooOld(Known, applied, await SchemaRules.ReadOldestProgramAsync(connection, cancellationToken)))
            throw new CommandFailure(SchemaRules.TooOld(Known, applied));
        return [.. Known.Except(applied, StringComparer.Ordinal)];
    }
}
