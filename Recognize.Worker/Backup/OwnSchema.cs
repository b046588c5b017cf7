using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;
using Recognize.Models.Persistence;

namespace Recognize.Worker.Backup;

/// <summary>What of a database is this program's: what its migrations make, and the tables of the schedules' engine.</summary>
internal sealed partial class OwnSchema
{
    public const string History = "__EFMigrationsHistory";

    /// <summary>Workers announce themselves anew.</summary>
    private const string Workers = "workers";

    private OwnSchema(IReadOnlyCollection<string> tables, IReadOnlyCollection<string> functions) =>
        (Tables, Functions) = (tables, functions);

    /// <summary>Made by migrations, the history of the migrations included.</summary>
    public IReadOnlyCollection<string> Tables { get; }

    public IReadOnlyCollection<string> Functions { get; }

    public static OwnSchema Of(RecognizeDbContext database)
    {
        var script = string.Join('\n', ScriptOf(database, _ => true));
        return new(
            [.. TableName().Matches(script).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal)],
            [.. FunctionName().Matches(script).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>
    /// The statements of some migrations, in order, with their entries in the history. Put together here, so that they can
    /// be carried out in one transaction: EF's migrator makes one of its own for each.
    /// </summary>
    public static IEnumerable<string> ScriptOf(RecognizeDbContext database, Func<string, bool> isWanted)
    {
        var migrations = database.GetService<IMigrationsAssembly>();
        var generator = database.GetService<IMigrationsSqlGenerator>();
        var history = database.GetService<IHistoryRepository>();
        yield return history.GetCreateIfNotExistsScript();
        foreach (var (id, type) in migrations.Migrations.OrderBy(pair => pair.Key, StringComparer.Ordinal).Where(pair => isWanted(pair.Key)))
        {
            var migration = migrations.CreateMigration(type, database.Database.ProviderName!);
            foreach (var command in generator.Generate(migration.UpOperations))
                yield return command.CommandText;
            yield return history.GetInsertScript(new HistoryRow(id, ProductInfo.GetVersion()));
        }
    }

    /// <summary>The tables whose rows are kept, those that others refer to first.</summary>
    public async Task<IReadOnlyList<string>> TablesInOrderAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var there = (await connection.ReadAsync(
                "SELECT relname::text FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' ORDER BY relname",
                row => row.GetString(0), cancellationToken))
            .Where(table => Tables.Contains(table) && table is not (History or Workers)).ToList();
        var references = (await connection.ReadAsync(
                """
                SELECT a.relname::text, b.relname::text FROM pg_constraint c
                JOIN pg_class a ON a.oid = c.conrelid JOIN pg_class b ON b.oid = c.confrelid
                WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace AND c.conrelid <> c.confrelid
                """,
                row => (From: row.GetString(0), To: row.GetString(1)), cancellationToken))
            .ToLookup(row => row.From, row => row.To);
        var ordered = new List<string>();
        while (ordered.Count < there.Count)
        {
            var next = there.Where(table => !ordered.Contains(table)
                && references[table].All(other => ordered.Contains(other) || !there.Contains(other))).ToList();
            if (next.Count == 0)
                throw new InvalidOperationException("The tables refer to each other in a circle.");
            ordered.AddRange(next);
        }
        return ordered;
    }

    public static Task<List<string>> ColumnsAsync(NpgsqlConnection connection, string table, CancellationToken cancellationToken) =>
        connection.ReadAsync(
            """
            SELECT attname::text FROM pg_attribute
            WHERE attrelid = to_regclass(quote_ident($1)) AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
            ORDER BY attnum
            """,
            row => row.GetString(0), cancellationToken, table);

    /// <summary>Takes everything of this program's away, and nothing else; in the caller's transaction.</summary>
    public async Task DropAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var tables = await connection.ReadAsync(
            """
            SELECT quote_ident(relname) FROM pg_class
            WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND (relname = ANY ($1) OR relname LIKE 'qrtz\_%')
            """,
            row => row.GetString(0), cancellationToken, (object)Tables.ToArray());
        if (tables.Count > 0)
            await connection.ExecuteAsync($"DROP TABLE {string.Join(", ", tables)} CASCADE", cancellationToken);
        var functions = await connection.ReadAsync(
            "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = current_schema()::regnamespace AND proname = ANY ($1)",
            row => row.GetString(0), cancellationToken, (object)Functions.ToArray());
        foreach (var function in functions)
            await connection.ExecuteAsync($"DROP FUNCTION IF EXISTS {function} CASCADE", cancellationToken);
    }

    [GeneratedRegex("""CREATE TABLE (IF NOT EXISTS )?"?(?<name>\w+)"? \(""")]
    private static partial Regex TableName();

    [GeneratedRegex(@"CREATE (OR REPLACE )?FUNCTION (?<name>\w+)\(")]
    private static partial Regex FunctionName();
}
