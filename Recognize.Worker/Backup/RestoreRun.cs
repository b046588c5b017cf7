using Microsoft.EntityFrameworkCore;
using Npgsql;
using Recognize.Models;
using Recognize.Models.Jobs;
using Recognize.Models.Library;
using Recognize.Models.Persistence;
using Recognize.Models.Sealing;

namespace Recognize.Worker.Backup;

/// <summary>What became of a restore.</summary>
/// <param name="Manifest">Of the backup.</param>
/// <param name="KeyProblem">Why what is sealed in it cannot be opened here, and what to do; null when it can.</param>
internal sealed record RestoreResult(BackupManifest Manifest, string? KeyProblem);

/// <summary>
/// Restores a backup. It is read whole and compared with its list before anything is touched; then the schema it was made
/// of is built, filled and brought up to date in one transaction. Files are put in place after that: one that is missing
/// by a death in between is a thumbnail that is made anew, or comes with the same restore made again.
/// </summary>
internal sealed class RestoreRun(
    NpgsqlDataSource database, IDbContextFactory<RecognizeDbContext> databases, RecognizeHome home, MasterKeyFile master,
    OwnerKeys keys)
{
    /// <param name="path">The backup.</param>
    /// <param name="known">Migrations that this program knows.</param>
    /// <param name="replaces">Whether what the database holds may go.</param>
    /// <param name="say">Told each part.</param>
    /// <param name="cancellationToken">Gives up; then nothing has changed.</param>
    /// <exception cref="BackupException">The backup is damaged or of a newer program, or this is no place for it.</exception>
    public async Task<RestoreResult> RunAsync(
        string path, IReadOnlyCollection<string> known, bool replaces, Action<string> say, CancellationToken cancellationToken)
    {
        var archive = new BackupArchive(path);
        RefuseNewer(await archive.ReadHeadAsync(cancellationToken), known);
        var (manifest, keyTexts) = await archive.CheckAsync(cancellationToken);
        RefuseNewer(manifest, known);
        if (BackupKeys.FindConflict(home, master, keyTexts) is { } conflict)
            throw new BackupException(conflict + " Nothing was restored.");
        var staging = Path.Combine(home.Run, $"restore-{Guid.NewGuid():N}");
        try
        {
            await using (var connection = await database.OpenConnectionAsync(cancellationToken))
            {
                await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                await RefuseAsync(connection, replaces, cancellationToken);
                await BuildAsync(connection, manifest, cancellationToken);
                await LoadAsync(connection, archive, manifest, staging, say, cancellationToken);
                await UpdateAsync(connection, manifest, cancellationToken);
                BackupKeys.Place(home, master, keyTexts);
                await transaction.CommitAsync(cancellationToken);
            }
            foreach (var (part, folder) in BackupFiles.Of(home, hasThumbnails: true))
                MoveInto(Path.Combine(staging, part), folder);
        }
        finally
        {
            if (Directory.Exists(staging))
                Directory.Delete(staging, recursive: true);
        }
        await using (var connection = await database.OpenConnectionAsync(cancellationToken))
        {
            // Names of types are cached by their numbers, which are new ones.
            await connection.ReloadTypesAsync(cancellationToken);
            await connection.ExecuteAsync("ANALYZE", cancellationToken);
        }
        return new RestoreResult(manifest, await keys.FindProblemAsync(cancellationToken));
    }

    private static void RefuseNewer(BackupManifest manifest, IReadOnlyCollection<string> known)
    {
        if (manifest.Migrations.Except(known, StringComparer.Ordinal).Max(StringComparer.Ordinal) is { } newer)
            throw new BackupException(
                $"The backup's schema is of a newer version of Recognize ({newer}, made by {manifest.Program}): update this "
                + "program. Nothing was restored.");
        if (manifest.Migrations.Count == 0)
            throw new BackupException("The backup names no schema: nothing was restored.");
    }

    private static async Task RefuseAsync(NpgsqlConnection connection, bool replaces, CancellationToken cancellationToken)
    {
        var working = await connection.ReadAsync(
            "SELECT name FROM workers WHERE stopped_at IS NULL AND seen_at > now() - $1 ORDER BY name", row => row.GetString(0),
            cancellationToken, WorkerRecord.LostAfter);
        if (working.Count > 0)
            throw new BackupException(
                $"A worker is at work ({string.Join(", ", working)}): stop all workers first. Nothing was restored.");
        // Nobody signs up or adds a library meanwhile.
        await connection.ExecuteAsync("LOCK TABLE users, libraries IN ACCESS EXCLUSIVE MODE", cancellationToken);
        var isEmpty = (await connection.ReadAsync(
            "SELECT NOT EXISTS (SELECT 1 FROM users) AND NOT EXISTS (SELECT 1 FROM media)", row => row.GetBoolean(0), cancellationToken))[0];
        if (!isEmpty && !replaces)
            throw new BackupException(
                "The database is not empty: restore into a new one, or give up what it holds with --replace. Nothing was restored.");
    }

    /// <summary>The schema as it was, without a row.</summary>
    private async Task BuildAsync(NpgsqlConnection connection, BackupManifest manifest, CancellationToken cancellationToken)
    {
        await using var context = await databases.CreateDbContextAsync(cancellationToken);
        var schema = OwnSchema.Of(context);
        await schema.DropAsync(connection, cancellationToken);
        foreach (var statement in OwnSchema.ScriptOf(context, id => manifest.Migrations.Contains(id, StringComparer.Ordinal)))
            await connection.ExecuteAsync(statement, cancellationToken);
        var tables = await schema.TablesInOrderAsync(connection, cancellationToken);
        foreach (var table in tables)
            await connection.ExecuteAsync($"ALTER TABLE {Quote(table)} DISABLE TRIGGER USER", cancellationToken);
        // What the migrations themselves have put in, and triggers guard.
        await connection.ExecuteAsync($"TRUNCATE {string.Join(", ", tables.Select(Quote))}", cancellationToken);
    }

    private static async Task LoadAsync(
        NpgsqlConnection connection, BackupArchive archive, BackupManifest manifest, string staging, Action<string> say,
        CancellationToken cancellationToken)
    {
        var parts = manifest.Parts.ToDictionary(part => part.Name, StringComparer.Ordinal);
        NpgsqlRawCopyStream? copy = null;
        string? table = null;
        try
        {
            await foreach (var entry in archive.ReadAsync(cancellationToken))
            {
                if (entry.Part.StartsWith("files/", StringComparison.Ordinal))
                {
                    await StageAsync(entry, staging, cancellationToken);
                    continue;
                }
                if (!entry.Part.StartsWith("tables/", StringComparison.Ordinal))
                    continue;
                if (entry.Part != table)
                {
                    await EndAsync();
                    copy = await BeginAsync(connection, parts[entry.Part], cancellationToken);
                    table = entry.Part;
                }
                await entry.Content.CopyToAsync(copy!, cancellationToken);
            }
            await EndAsync();
        }
        catch
        {
            if (copy is not null)
            {
                await copy.CancelAsync();
                await copy.DisposeAsync();
            }
            throw;
        }

        async Task EndAsync()
        {
            if (copy is null)
                return;
            await copy.DisposeAsync();
            copy = null;
            var part = parts[table!];
            var name = part.Name["tables/".Length..];
            var rows = (await connection.ReadAsync($"SELECT count(*) FROM {Quote(name)}", row => row.GetInt64(0), cancellationToken))[0];
            if (rows != part.Rows)
                throw new BackupException($"The backup has {part.Rows} rows of {name}, and {rows} came out of it: nothing was restored.");
            say($"{rows,12:N0} rows of {name}");
        }
    }

    private static async Task<NpgsqlRawCopyStream> BeginAsync(
        NpgsqlConnection connection, BackupPart part, CancellationToken cancellationToken)
    {
        var table = part.Name["tables/".Length..];
        var columns = await OwnSchema.ColumnsAsync(connection, table, cancellationToken);
        if (!columns.ToHashSet(StringComparer.Ordinal).SetEquals(part.Columns))
            throw new BackupException($"The backup's table {table} is not that of its schema: nothing was restored.");
        return await connection.BeginRawBinaryCopyAsync(
            $"COPY {Quote(table)} ({string.Join(", ", part.Columns.Select(Quote))}) FROM STDIN (FORMAT BINARY)", cancellationToken);
    }

    private static async Task StageAsync(BackupEntry entry, string staging, CancellationToken cancellationToken)
    {
        var path = Path.Combine(staging, entry.Part, entry.Relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using var file = File.Create(path);
        await entry.Content.CopyToAsync(file, cancellationToken);
    }

    /// <summary>Turns the triggers on again, and lets what was in work at the backup, or has no vectors now, be done anew.</summary>
    private async Task UpdateAsync(NpgsqlConnection connection, BackupManifest manifest, CancellationToken cancellationToken)
    {
        await using var context = await databases.CreateDbContextAsync(cancellationToken);
        var tables = await OwnSchema.Of(context).TablesInOrderAsync(connection, cancellationToken);
        foreach (var table in tables)
            await connection.ExecuteAsync($"ALTER TABLE {Quote(table)} ENABLE TRIGGER USER", cancellationToken);
        var numbered = await connection.ReadAsync(
            """
            SELECT table_name::text, column_name::text FROM information_schema.columns
            WHERE table_schema = current_schema() AND is_identity = 'YES' AND table_name = ANY ($1)
            """,
            row => (Table: row.GetString(0), Column: row.GetString(1)), cancellationToken, (object)tables.ToArray());
        foreach (var (table, column) in numbered)
        {
            await connection.ExecuteAsync(
                $"""
                SELECT setval(pg_get_serial_sequence('{Quote(table)}', '{column}'), coalesce(max({Quote(column)}), 0) + 1, false)
                FROM {Quote(table)}
                """,
                cancellationToken);
        }
        foreach (var statement in OwnSchema.ScriptOf(context, id => !manifest.Migrations.Contains(id, StringComparer.Ordinal)))
            await connection.ExecuteAsync(statement, cancellationToken);
        await connection.ExecuteAsync(
            $"UPDATE analysis SET state = {(int)AnalysisState.Due}, lease_owner = NULL, lease_until = NULL WHERE state = {(int)AnalysisState.Running}",
            cancellationToken);
        if (!manifest.HasBiometrics)
        {
            await connection.ExecuteAsync(
                $"""
                UPDATE analysis SET state = {(int)AnalysisState.Due}, due_at = now(), pack_version = NULL, finished_at = NULL
                WHERE task = {(int)AnalysisTask.Faces} AND state = {(int)AnalysisState.Done}
                """,
                cancellationToken);
        }
    }

    /// <summary>Files that are there already stay: thumbnails are named by their content.</summary>
    private static void MoveInto(string from, string to)
    {
        if (!Directory.Exists(from))
            return;
        foreach (var path in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            if (!File.Exists(target))
                File.Move(path, target);
        }
    }

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
