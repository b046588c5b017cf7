using Recognize.Models;
using Recognize.Models.Persistence;
using Recognize.Tests.CommandLine;
using Recognize.Tests.Support;
using Recognize.Worker.CommandLine;

namespace Recognize.Tests.Chaos;

/// <summary>A newer program changes the schema while a worker of this one is at work.</summary>
public sealed class RollingUpgradeTests(PostgresFixture postgres) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryHome _home = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Work_GoesOnBesideANewerProgram_AndStopsWithASentenceWhenItHasBecomeTooOld()
    {
        var library = new ChaosLibrary(_home.Folder);
        library.Draw(4, poison: 0, probeSeconds: 0);
        var connectionString = await postgres.CreateDatabaseAsync(Token);
        await using var database = new ChaosDatabase(connectionString);
        using var worker = Start(connectionString, library);
        await database.UntilAsync("the schema was there", "SELECT to_regclass('schema_compatibility') IS NOT NULL", Patience);
        await UntilDoneAsync(database, 4);

        // A migration of the next version, as it would be written: it only adds.
        await database.ExecuteAsync(
            """
            ALTER TABLE media ADD COLUMN next_version text NOT NULL DEFAULT '';
            ALTER TABLE analysis ADD COLUMN next_version integer;
            CREATE TABLE next_version (id uuid PRIMARY KEY);
            INSERT INTO "__EFMigrationsHistory" VALUES ('9998_adds', '10.0.0');
            """);
        File.WriteAllBytes(Path.Combine(library.Media, "new.bmp"), Classifiers.SmallPhoto.Bmp(1, 2, 3));
        await UntilDoneAsync(database, 5);
        using (var second = Start(connectionString, library))
        {
            await database.UntilAsync(
                "a second one of the old version is at work",
                $"SELECT EXISTS (SELECT 1 FROM workers WHERE name LIKE '%:{second.ProcessId}')", Patience);
            second.Terminate();
            Assert.Contains(await second.WaitAsync(Token), (int[])[0, 130]);
        }
        Assert.Null(worker.ExitCode);

        // The version after that takes something away.
        await database.ExecuteAsync(
            """
            INSERT INTO "__EFMigrationsHistory" VALUES ('9999_takes_away', '10.0.0');
            UPDATE schema_compatibility SET oldest_program = '9998_adds';
            """);
        var sentence = SchemaRules.TooOld(SchemaUpdate.Known, [.. SchemaUpdate.Known, "9998_adds", "9999_takes_away"]);
        Assert.Equal(1, await worker.WaitAsync(Token));
        Assert.Contains($"recognize: {sentence}", worker.Printed, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", worker.Printed, StringComparison.Ordinal);
        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM analysis WHERE lease_owner IS NOT NULL"));
        using var late = Start(connectionString, library);
        Assert.Equal(1, await late.WaitAsync(Token));
        Assert.Contains($"recognize: {sentence}", late.Printed, StringComparison.Ordinal);
    }

    private WorkerProcess Start(string connectionString, ChaosLibrary library) => WorkerProcess.Start(
        _home.Home.Root, connectionString,
        [(RecognizeSettings.ModelMirror, library.NoModels), (RecognizeSettings.Threads, "1"), (RecognizeSettings.FreeDisk, "none")],
        "work", library.Media);

    private static Task UntilDoneAsync(ChaosDatabase database, int files) => database.UntilAsync(
        $"{files} files were done", $"SELECT count(*) = {files} FROM analysis WHERE task = 0 AND state = 2", Patience);
}
