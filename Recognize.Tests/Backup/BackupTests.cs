using System.IO.Compression;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Recognize.Models.Persistence;
using Recognize.Models.Sealing;
using Recognize.Tests.CommandLine;
using Recognize.Tests.Sealing;
using Recognize.Tests.Support;
using Recognize.Worker.Backup;
using Recognize.Worker.CommandLine;

namespace Recognize.Tests.Backup;

/// <summary>A sealed library with people, acts, contacts, a ledger and files: what backups are made of.</summary>
public sealed class BackupSource(PostgresFixture postgres) : IAsyncLifetime
{
    internal SealedLibrary Library { get; private set; } = null!;

    internal Guid Named { get; private set; }

    public async ValueTask InitializeAsync()
    {
        var library = Library = await SealedLibrary.CreateAsync(await TestInstallation.CreateAsync(postgres));
        var installation = Library.Installation;
        await library.AddFacesAsync(20);
        await library.AddEverythingElseAsync();
        var faces = library.Vectors.Keys.Order().ToArray();
        Named = await library.People.AddPersonAsync("Anna", faces[..6], Models.People.FaceAssignment.User);
        var other = await library.People.AddPersonAsync(null, faces[6..12]);
        var acts = installation.Get<Models.People.Acts.FaceActs>();
        await acts.RejectAsync(
            new(library.Owner, library.People.Actor), other, [faces[7]], default);
        await library.ExecuteAsync(
            """
            INSERT INTO analysis (media_id, library_id, task, state, priority, due_at, pack_version, attempts, crashes, is_removed)
            SELECT id, library_id, task, 2, 0, now(), 'faces-1', 0, 0, false FROM media, unnest('{0,1}'::smallint[]) AS t (task)
            """);
        await library.TurnOnAsync();
        await library.ResealAsync();
        Directory.CreateDirectory(Path.Combine(installation.Home.Thumbnails, "ab"));
        await File.WriteAllBytesAsync(Path.Combine(installation.Home.Thumbnails, "ab", "abc-256.webp"), [1, 2, 3]);
        Directory.CreateDirectory(installation.Home.Landmarks);
        await File.WriteAllTextAsync(Path.Combine(installation.Home.Landmarks, "labels.csv"), "a,b");
    }

    public ValueTask DisposeAsync() => Library.Installation.DisposeAsync();
}

public sealed class BackupTests(PostgresFixture postgres, BackupSource source) : IClassFixture<BackupSource>, IDisposable
{
    private static readonly BackupRequest Everything = new(HasBiometrics: true, HasThumbnails: true, HasKeys: false);

    private readonly SealedLibrary _library = source.Library;
    private readonly Guid _named = source.Named;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestInstallation Source => _library.Installation;

    private string FilePath => Path.Combine(Path.GetDirectoryName(Source.HomeFolder)!, "backup.tar.gz");

    public void Dispose() => File.Delete(FilePath);

    [Fact]
    public async Task Restore_GivesEveryTableAndFileBack_OnAnotherCluster()
    {
        await BackUpAsync(Everything);
        await using var cluster = await TemporaryCluster.StartNewAsync();
        await using var target = await TargetAsync(await cluster.CreateDatabaseAsync("restored", Token));

        var result = await RestoreAsync(target);

        Assert.NotNull(result.KeyProblem);
        Assert.Contains(_library.KeyFile.TryRead()!.Fingerprint, result.KeyProblem, StringComparison.Ordinal);
        Assert.False(File.Exists(target.Get<MasterKeyFile>().FilePath));
        var expected = await TablesAsync(Source.Database);
        var restored = await TablesAsync(target.Database);
        Assert.Equal(expected.Keys.Order(), restored.Keys.Order());
        Assert.All(expected, table => Assert.Equal(table.Value, restored[table.Key]));
        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(Path.Combine(target.Home.Thumbnails, "ab", "abc-256.webp"), Token));
        Assert.Equal("a,b", await File.ReadAllTextAsync(Path.Combine(target.Home.Landmarks, "labels.csv"), Token));

        // With its key, what was sealed opens, and the service does what it did.
        File.Copy(_library.KeyFile.FilePath, target.Get<MasterKeyFile>().FilePath);
        Assert.Null(await target.Get<OwnerKeys>().FindProblemAsync(Token));
        await using var connection = await target.Database.OpenConnectionAsync(Token);
        using var seal = await target.Get<OwnerKeys>().ReadingAsync(connection, _library.Owner, Token);
        var vectors = await connection.ReadAsync(
            "SELECT id, embedding, pack_version FROM faces",
            row => (row.GetGuid(0), seal.ReadVector(row, 1, SealedRow.Face(row.GetGuid(0), row.GetString(2)))), Token);
        Assert.Equal(_library.Vectors, vectors.ToDictionary());
        await target.Get<Models.People.Acts.NamingActs>().NameAsync(
            new(_library.Owner, _library.People.Actor),
            new(_named, await target.ScalarAsync<long>($"SELECT version FROM people WHERE id = '{_named}'")), "Anne", Token);
        Assert.Equal(1, await target.ScalarAsync<int>("SELECT count(*) FROM people WHERE name = 'Anne'"));
        Assert.Equal(
            await target.ScalarAsync<int>("SELECT count(*) FROM faces WHERE person_id IS NOT NULL"),
            await target.ScalarAsync<int>(
                "SELECT coalesce((SELECT sum(faces) FROM person_counts), 0) + coalesce((SELECT sum(faces) FROM person_changes), 0)"));
    }

    [Fact]
    public async Task Restore_WithoutBiometrics_KeepsWhatUsersSaid_AndTheArchiveHoldsNoVector()
    {
        await BackUpAsync(Everything with { HasBiometrics = false });
        var archived = await DecompressAsync();
        Assert.All(_library.Planted, planted => Assert.Equal(-1, archived.AsSpan().IndexOf(planted)));
        foreach (var value in await SealedValuesAsync())
            Assert.Equal(-1, archived.AsSpan().IndexOf(value));
        await using var target = await TargetAsync(await postgres.CreateDatabaseAsync(Token));

        var result = await RestoreAsync(target);

        Assert.Null(result.KeyProblem);
        Assert.Equal(0, await target.ScalarAsync<int>("SELECT count(*) FROM faces WHERE length(embedding) > 0 OR cardinality(landmarks) > 0"));
        foreach (var table in (string[])["next_faces", "face_indexes", "owner_keys", "contact_portraits", "contact_portrait_faces",
            "contact_uploads", "contact_upload_parts", "refused_looks"])
            Assert.Equal(0, await target.ScalarAsync<int>($"SELECT count(*) FROM {table}"));
        const string Said =
            """
            SELECT string_agg(concat_ws(' ', id, media_id, x, y, width, height, quality, person_id, assigned_by, ignored_as, origin), E'\n'
                ORDER BY id) FROM faces
            """;
        Assert.Equal(await Source.ScalarAsync<string>(Said), await target.ScalarAsync<string>(Said));
        var (expected, restored) = (await TablesAsync(Source.Database), await TablesAsync(target.Database));
        foreach (var table in (string[])["people", "face_rejections", "person_acts", "act_changes", "media", "month_counts", "person_counts",
            "person_changes", "users", "libraries", "face_consents", "media_tags"])
            Assert.Equal(expected[table], restored[table]);
        // Every photo is looked at again; what else was done of it stays done.
        Assert.Equal(0, await target.ScalarAsync<int>("SELECT count(*) FROM analysis WHERE task = 1 AND state <> 0"));
        Assert.Equal(0, await target.ScalarAsync<int>("SELECT count(*) FROM analysis WHERE task = 0 AND state <> 2"));
        Assert.Equal(
            await target.ScalarAsync<int>("SELECT count(*) FROM analysis WHERE state = 0"),
            await target.ScalarAsync<int>("SELECT coalesce(sum(change), 0) FROM analysis_counts WHERE state = 0"));
    }

    [Fact]
    public async Task Restore_PutsTheKeysInPlace_WhenTheBackupHasThem()
    {
        await BackUpAsync(Everything with { HasKeys = true });
        await using var target = await TargetAsync(await postgres.CreateDatabaseAsync(Token));

        var result = await RestoreAsync(target);

        Assert.Null(result.KeyProblem);
        Assert.Equal(File.ReadAllText(_library.KeyFile.FilePath), File.ReadAllText(target.Get<MasterKeyFile>().FilePath));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
    }

    [Fact]
    public async Task Restore_SaysThatTheKeyIsAnother_AndLeavesItThere()
    {
        await BackUpAsync(Everything);
        await using var target = await TargetAsync(await postgres.CreateDatabaseAsync(Token));
        var wrong = MasterKey.Make();
        File.WriteAllText(target.Get<MasterKeyFile>().FilePath, wrong.ToText());

        var result = await RestoreAsync(target);

        Assert.Contains(wrong.Fingerprint, result.KeyProblem, StringComparison.Ordinal);
        Assert.Equal(wrong.ToText(), File.ReadAllText(target.Get<MasterKeyFile>().FilePath));
        Assert.Equal(1, await target.ScalarAsync<int>("SELECT count(*) FROM people WHERE name = 'Anna'"));
        File.Delete(FilePath);
        await BackUpAsync(Everything with { HasKeys = true });
        var refused = await Assert.ThrowsAsync<BackupException>(() => RestoreAsync(target, replaces: true));
        Assert.Contains("another key", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("turned")]
    [InlineData("text")]
    public async Task Restore_ChangesNothing_WhenTheBackupIsDamaged(string damage)
    {
        await BackUpAsync(Everything);
        var content = await File.ReadAllBytesAsync(FilePath, Token);
        switch (damage)
        {
            case "cut":
                content = content[..(content.Length - 300)];
                break;
            case "turned":
                // Its gzip whole, and one byte of a row another one.
                var plain = await DecompressAsync();
                var at = plain.AsSpan().IndexOf("Anna"u8);
                plain[at] = (byte)'H';
                using (var zipped = new MemoryStream())
                {
                    await using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
                        await gzip.WriteAsync(plain, Token);
                    content = zipped.ToArray();
                }
                break;
            default:
                content = "This is no backup."u8.ToArray();
                break;
        }
        await File.WriteAllBytesAsync(FilePath, content, Token);
        await using var target = await TargetAsync(await postgres.CreateDatabaseAsync(Token));
        var before = await TablesAsync(target.Database);

        var refused = await Assert.ThrowsAsync<BackupException>(() => RestoreAsync(target));

        Assert.Contains("damaged", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await TablesAsync(target.Database));
        Assert.Empty(Directory.GetDirectories(target.Home.Run));
    }

    [Fact]
    public async Task Restore_ChangesNothing_WhenTheSchemaIsNewer_OrTheDatabaseHoldsSomething_OrAWorkerIsAtWork()
    {
        await BackUpAsync(Everything);
        await using var target = await TargetAsync(await postgres.CreateDatabaseAsync(Token));
        var older = SchemaUpdate.Known.Where(id => id != SealingSwitch.Since).ToList();

        var newer = await Assert.ThrowsAsync<BackupException>(() =>
            target.Get<RestoreRun>().RunAsync(FilePath, older, replaces: true, _ => { }, Token));
        await RestoreAsync(target);
        await target.ExecuteAsync("UPDATE people SET name = 'Bertha' WHERE name = 'Anna'");
        var full = await Assert.ThrowsAsync<BackupException>(() => RestoreAsync(target));
        await target.ExecuteAsync(
            $"""
            INSERT INTO workers (id, name, version, schema_version, packs, cores, threads, status, resident_mib, started_at, seen_at)
            VALUES (gen_random_uuid(), 'busy:1', '1', '{SealingSwitch.Since}', '[]', 1, 1, 0, 1, now(), now())
            """);
        var busy = await Assert.ThrowsAsync<BackupException>(() => RestoreAsync(target, replaces: true));
        var name = await target.ScalarAsync<string>("SELECT name FROM people WHERE name IS NOT NULL");
        await target.ExecuteAsync("UPDATE workers SET stopped_at = now()");
        await RestoreAsync(target, replaces: true);

        Assert.Contains("newer version", newer.Message, StringComparison.Ordinal);
        Assert.Contains("--replace", full.Message, StringComparison.Ordinal);
        Assert.Contains("busy:1", busy.Message, StringComparison.Ordinal);
        Assert.Equal("Bertha", name);
        Assert.Equal("Anna", await target.ScalarAsync<string>("SELECT name FROM people WHERE name IS NOT NULL"));
    }

    [Fact]
    public async Task Restore_ChangesNothing_WhenItFailsInTheMiddle_AndLeavesOthersTablesAlone()
    {
        await BackUpAsync(Everything);
        await using var target = await TargetAsync(await postgres.CreateDatabaseAsync(Token));
        // A table of somebody else's in the same schema, of a name that a later migration of ours might have taken.
        await target.ExecuteAsync("CREATE TABLE somebody_elses (id int); INSERT INTO somebody_elses VALUES (7)");
        var before = await TablesAsync(target.Database);
        var loaded = 0;

        await Assert.ThrowsAsync<IOException>(() => target.Get<RestoreRun>().RunAsync(
            FilePath, SchemaUpdate.Known, replaces: false, _ => { if (++loaded == 12) throw new IOException("The cable was pulled."); }, Token));
        var after = await TablesAsync(target.Database);
        await RestoreAsync(target);

        Assert.Equal(before, after);
        Assert.Equal(7, await target.ScalarAsync<int>("SELECT id FROM somebody_elses"));
    }

    [Fact]
    public async Task BackUp_IsOfOneMoment_WhileOthersWrite()
    {
        using var ended = new CancellationTokenSource();
        var writing = Task.Run(
            async () =>
            {
                // A user and a library of his, always both.
                while (!ended.IsCancellationRequested)
                {
                    var id = Guid.CreateVersion7();
                    await Source.ExecuteAsync(
                        $"""
                        BEGIN;
                        INSERT INTO users (id, name, normalized_name, password_hash, must_change_password, is_admin, created_at)
                        VALUES ('{id}', '{id}', '{id}', '', false, false, now());
                        INSERT INTO libraries (id, owner_id, root_path, created_at) VALUES ('{Guid.CreateVersion7()}', '{id}', '/x', now());
                        COMMIT
                        """);
                }
            },
            Token);
        while (await Source.ScalarAsync<int>("SELECT count(*) FROM users") < 5)
            await Task.Delay(5, Token);

        await BackUpAsync(Everything);
        await ended.CancelAsync();
        await writing;
        await using var target = await TargetAsync(await postgres.CreateDatabaseAsync(Token));
        await RestoreAsync(target);

        var users = await target.ScalarAsync<int>("SELECT count(*) FROM users");
        Assert.Equal(users, await target.ScalarAsync<int>("SELECT count(*) FROM libraries"));
        Assert.InRange(users, 5, await Source.ScalarAsync<int>("SELECT count(*) FROM users") - 1);
    }

    [Fact]
    public async Task Restore_BringsABackupOfAnOlderSchemaUpToDate()
    {
        await using var older = await TestInstallation.CreateAsync(await postgres.CreateDatabaseAsync(Token));
        await using (var connection = await older.Database.OpenConnectionAsync(Token))
        await using (var transaction = await connection.BeginTransactionAsync(Token))
        await using (var context = older.Open())
        {
            await OwnSchema.Of(context).DropAsync(connection, Token);
            foreach (var statement in OwnSchema.ScriptOf(context, id => string.CompareOrdinal(id, SealingSwitch.Since) < 0))
                await connection.ExecuteAsync(statement, Token);
            await connection.ExecuteAsync(
                "INSERT INTO users (id, name, normalized_name, password_hash, must_change_password, is_admin, created_at) "
                + "VALUES (gen_random_uuid(), 'bert', 'bert', '', false, false, now())",
                Token);
            await transaction.CommitAsync(Token);
        }
        await older.Get<BackupWriter>().WriteAsync(FilePath, Everything, _ => { }, Token);
        await using var target = await TargetAsync(await postgres.CreateDatabaseAsync(Token));

        await RestoreAsync(target);

        Assert.Equal("bert", await target.ScalarAsync<string>("SELECT name FROM users"));
        Assert.Equal(0, await target.ScalarAsync<int>("SELECT count(*) FROM owner_keys"));
        await using var restored = await target.Database.OpenConnectionAsync(Token);
        Assert.Equal(SchemaUpdate.Known, (await SchemaRules.ReadAppliedAsync(restored, Token)).Order(StringComparer.Ordinal));
        Assert.True(await SealingSwitch.TryTurnOnAsync(restored, Token));
    }

    [Fact]
    public async Task Commands_BackUpAndRestore_AndNameTheKeyThatIsNeeded()
    {
        using var home = new TemporaryHome();
        var connectionString = await postgres.CreateDatabaseAsync(Token);
        using var backup = WorkerProcess.Start(Source.HomeFolder, Source.ConnectionString, "backup", FilePath, "--without-thumbnails");
        Assert.Equal(0, await backup.WaitAsync(Token));
        using var again = WorkerProcess.Start(Source.HomeFolder, Source.ConnectionString, "backup", FilePath);
        using var restore = WorkerProcess.Start(home.Home.Root, connectionString, "restore", FilePath);
        Assert.Equal(0, await restore.WaitAsync(Token));
        using var show = WorkerProcess.Start(home.Home.Root, connectionString, "keys", "show");

        var fingerprint = _library.KeyFile.TryRead()!.Fingerprint;
        Assert.Contains($"open with the key {fingerprint}", backup.Printed, StringComparison.Ordinal);
        Assert.Equal(1, await again.WaitAsync(Token));
        Assert.Contains("already", again.Printed, StringComparison.Ordinal);
        Assert.Contains($"({fingerprint}) is missing", restore.Printed, StringComparison.Ordinal);
        Assert.Equal(1, await show.WaitAsync(Token));
        Assert.Contains($"({fingerprint}) is missing", show.Printed, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", show.Printed + restore.Printed, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(home.Home.Thumbnails, "ab")));
    }

    private async Task BackUpAsync(BackupRequest request) =>
        await Source.Get<BackupWriter>().WriteAsync(FilePath, request, _ => { }, Token);

    private Task<RestoreResult> RestoreAsync(TestInstallation target, bool replaces = false) =>
        target.Get<RestoreRun>().RunAsync(FilePath, SchemaUpdate.Known, replaces, _ => { }, Token);

    /// <summary>An installation that nobody has used yet.</summary>
    private static async Task<TestInstallation> TargetAsync(string connectionString)
    {
        var target = await TestInstallation.CreateAsync(connectionString);
        await target.ExecuteAsync("DELETE FROM users");
        return target;
    }

    private async Task<byte[]> DecompressAsync()
    {
        await using var file = File.OpenRead(FilePath);
        await using var zipped = new GZipStream(file, CompressionMode.Decompress);
        using var plain = new MemoryStream();
        await zipped.CopyToAsync(plain, Token);
        return plain.ToArray();
    }

    private async Task<List<byte[]>> SealedValuesAsync()
    {
        await using var connection = await Source.Database.OpenConnectionAsync(Token);
        return await connection.ReadAsync(
            "SELECT substring(embedding FROM 16 FOR 32) FROM faces UNION ALL SELECT substring(image FROM 16 FOR 32) FROM contact_portraits",
            row => row.GetFieldValue<byte[]>(0), Token);
    }

    /// <summary>Each table's rows in one order.</summary>
    private static async Task<Dictionary<string, string>> TablesAsync(NpgsqlDataSource source)
    {
        await using var connection = await source.OpenConnectionAsync(Token);
        var tables = await connection.ReadAsync(
            "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'workers'",
            row => row.GetString(0), Token);
        var rows = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var table in tables)
            rows[table] = (await connection.ReadAsync(
                $"""SELECT coalesce(string_agg(t::text, E'\n' ORDER BY t::text), '') FROM "{table}" t""", row => row.GetString(0), Token))[0];
        return rows;
    }
}
