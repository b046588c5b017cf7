using Npgsql;
using Recognize.Models.Erasure;
using Recognize.Models.Persistence;

namespace Recognize.Worker.Erasure;

/// <summary>
/// Makes the database's files forget deleted rows. Postgres marks them and keeps their bytes until somebody needs the
/// room: here each table is written anew with its indexes, its statistics are made anew, since they hold examples of
/// values, and the log of changes is cut.
/// </summary>
internal sealed class StorageRewrite(NpgsqlDataSource database, TimeProvider clock)
{
    /// <summary>Readers wait behind whoever waits for a whole table: rather try again.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task RunAsync(ErasureReport report, Action progress, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var tables = await connection.ReadAsync(
            """
            SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'm') AND n.nspname = current_schema() AND pg_has_role(c.relowner, 'USAGE')
            ORDER BY 1
            """,
            row => row.GetString(0), cancellationToken);
        await RewriteAllAsync(connection, tables, report, progress, cancellationToken);
        foreach (var table in tables)
            await ForgetExamplesAsync(connection, table, report, cancellationToken);
        await RewriteAllAsync(connection, ["pg_catalog.pg_statistic"], report, progress, cancellationToken);
        await CutLogAsync(connection, report, cancellationToken);
    }

    private async Task RewriteAllAsync(
        NpgsqlConnection connection, IReadOnlyList<string> tables, ErasureReport report, Action progress,
        CancellationToken cancellationToken)
    {
        // The second time for those that began beside the first ones, and so see as far back.
        if (!await UntilAllEndAsync(connection, cancellationToken) || !await UntilAllEndAsync(connection, cancellationToken))
            report.Remains.Add("A transaction of somebody else is open for long: rows that it may read are kept until the next erasure.");
        foreach (var table in tables)
        {
            if (await ChangeAsync(connection, $"VACUUM (FULL, ANALYZE) {table}", cancellationToken))
                report.TablesRewritten++;
            else
                report.Remains.Add($"The table {table} was in use for {Patience.TotalMinutes} minutes and was not written anew.");
            progress();
        }
    }

    /// <summary>A transaction that began before the erasure may still read what is gone, so a rewrite would keep it.</summary>
    /// <returns>False when one goes on for too long.</returns>
    private async Task<bool> UntilAllEndAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // All of this moment, the server's own upkeep too: everybody may see who holds which.
        var old = await connection.ReadAsync(
            """
            SELECT l.virtualtransaction FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
            WHERE l.locktype = 'virtualxid' AND l.pid <> pg_backend_pid()
              AND coalesce(a.datname, current_database()) = current_database()
            """,
            row => row.GetString(0), cancellationToken);
        var began = clock.GetTimestamp();
        while ((await connection.ReadAsync(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'virtualxid' AND virtualtransaction = ANY ($1))",
            row => row.GetBoolean(0), cancellationToken, [old.ToArray()]))[0])
        {
            if (clock.GetElapsedTime(began) > Patience)
                return false;
            await Task.Delay(Pause, clock, cancellationToken);
        }
        return true;
    }

    /// <summary>
    /// The server makes no new statistics of a table that is empty, and keeps the examples it has. Giving a column the type
    /// that it has makes it forget them.
    /// </summary>
    private async Task ForgetExamplesAsync(
        NpgsqlConnection connection, string table, ErasureReport report, CancellationToken cancellationToken)
    {
        if ((await connection.ReadAsync(
            $"SELECT EXISTS (SELECT 1 FROM {table})", row => row.GetBoolean(0), cancellationToken))[0])
            return;
        // Keys are random numbers, and others refer to them.
        var columns = await connection.ReadAsync(
            """
            SELECT format('%I', a.attname), format_type(a.atttypid, a.atttypmod)
                || CASE WHEN l.oid IS NULL THEN '' ELSE format(' COLLATE %I.%I', n.nspname, l.collname) END
            FROM pg_attribute a
            JOIN pg_class c ON c.oid = a.attrelid
            JOIN pg_stats s ON s.schemaname = c.relnamespace::regnamespace::text AND s.tablename = c.relname AND s.attname = a.attname
            LEFT JOIN pg_collation l ON l.oid = a.attcollation
            LEFT JOIN pg_namespace n ON n.oid = l.collnamespace
            WHERE a.attrelid = $1::regclass AND a.atttypid <> 'uuid'::regtype
            """,
            row => (Name: row.GetString(0), Type: row.GetString(1)), cancellationToken, table);
        if (columns.Count == 0)
            return;
        // A trigger may watch a column, whose type is fixed then. All or nothing: one message is one transaction.
        var triggers = await connection.ReadAsync(
            """
            SELECT format('DROP TRIGGER %I ON %s', tgname, $1), pg_get_triggerdef(oid) FROM pg_trigger
            WHERE tgrelid = $1::regclass AND NOT tgisinternal AND tgenabled = 'O'
            """,
            row => (Drop: row.GetString(0), Create: row.GetString(1)), cancellationToken, table);
        var sql = string.Join(
            ";\n",
            [
                .. triggers.Select(trigger => trigger.Drop),
                .. columns.Select(column => $"ALTER TABLE {table} ALTER COLUMN {column.Name} TYPE {column.Type}"),
                .. triggers.Select(trigger => trigger.Create),
            ]);
        if (!await ChangeAsync(connection, sql, cancellationToken))
            report.Remains.Add($"The server's statistics may hold examples of the table {table} until it has rows again.");
    }

    private async Task<bool> ChangeAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync($"SET lock_timeout = {(int)LongestWait.TotalMilliseconds}", cancellationToken);
        var began = clock.GetTimestamp();
        while (clock.GetElapsedTime(began) < Patience)
        {
            try
            {
                await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
                await command.ExecuteNonQueryAsync(cancellationToken);
                return true;
            }
            catch (PostgresException failure) when (failure.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
            {
                await Task.Delay(Pause, clock, cancellationToken);
            }
        }
        return false;
    }

    private static async Task CutLogAsync(NpgsqlConnection connection, ErasureReport report, CancellationToken cancellationToken)
    {
        try
        {
            await connection.ExecuteAsync("SELECT pg_switch_wal()", cancellationToken);
            await using var checkpoint = new NpgsqlCommand("CHECKPOINT", connection) { CommandTimeout = 0 };
            await checkpoint.ExecuteNonQueryAsync(cancellationToken);
            var recycles = (await connection.ReadAsync(
                "SELECT current_setting('wal_recycle')::boolean", row => row.GetBoolean(0), cancellationToken))[0];
            report.IsLogDropped = !recycles;
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            // A server of the owner's, where the program's role may not.
        }
        if (!report.IsLogDropped)
        {
            report.Remains.Add(
                "The database server keeps its log of changes until it is overwritten: its operator can set wal_recycle to off and order a checkpoint.");
        }
    }
}
