using System.Diagnostics;
using System.Text.Json;
using Npgsql;
using Recognize.Models.Accounts;
using Recognize.Tests.Support;

namespace Recognize.Tests.CommandLine;

/// <summary>The program itself on real photos, in processes of its own.</summary>
public sealed class IndexCommandTests(PostgresFixture postgres)
{
    /// <summary>Everything a run stores but row ids and times, in an order that does not depend on them.</summary>
    private const string RowsSql =
        """
        SELECT 'media ' || relative_path || ' ' || coalesce(encode(content_hash, 'hex'), '-') || ' ' || coalesce(width, 0)
            || 'x' || coalesce(height, 0) || ' ' || coalesce(taken_at::text, '-') || ' ' || coalesce(camera_model, '-')
        FROM media
        UNION ALL
        SELECT 'task ' || m.relative_path || ' ' || a.task || ' ' || a.state || ' ' || coalesce(a.pack_version, '-')
            || ' ' || a.attempts || ' ' || coalesce(a.reason, '-')
        FROM analysis a JOIN media m ON m.id = a.media_id
        UNION ALL
        SELECT 'tag ' || m.relative_path || ' ' || t.tag_id || ' ' || t.source || ' ' || t.score
        FROM media_tags t JOIN media m ON m.id = t.media_id
        UNION ALL
        SELECT 'objects ' || m.relative_path || ' ' || c.tag_id || ' ' || c.count || ' ' || c.boxes::text
        FROM object_counts c JOIN media m ON m.id = c.media_id
        UNION ALL
        SELECT 'face ' || m.relative_path || ' ' || f.x || ' ' || f.y || ' ' || f.width || ' ' || f.quality || ' '
            || length(f.embedding) || ' ' || coalesce(f.similarity, 0)
        FROM faces f JOIN media m ON m.id = f.media_id
        UNION ALL
        SELECT 'person ' || string_agg(m.relative_path || ':' || f.x, ' ' ORDER BY m.relative_path, f.x)
        FROM faces f JOIN media m ON m.id = f.media_id WHERE f.person_id IS NOT NULL GROUP BY f.person_id
        ORDER BY 1
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Index_EndsWithTheSameRows_WhenItIsKilledInMidRunAndStartedAgain()
    {
        var photos = SharedData.Require("data/faces-cast");
        using var undisturbed = new TemporaryHome();
        using var disturbed = new TemporaryHome();
        var (wholeDatabase, killedDatabase) = (await postgres.CreateDatabaseAsync(Token), await postgres.CreateDatabaseAsync(Token));

        using (var whole = WorkerProcess.Start(undisturbed.Home.Root, wholeDatabase, "index", "--faces", photos))
            Assert.Equal(0, await whole.WaitAsync(Token));
        using (var killed = WorkerProcess.Start(disturbed.Home.Root, killedDatabase, "index", "--faces", photos))
        {
            await WaitUntilAsync(killedDatabase, "SELECT count(*) > 3 FROM analysis WHERE state = 2", killed);
            killed.Kill();
        }
        Assert.True(await ScalarAsync<bool>(killedDatabase, "SELECT count(*) > 0 FROM analysis WHERE state <> 2"));
        using (var again = WorkerProcess.Start(disturbed.Home.Root, killedDatabase, "index", "--faces", "--json", photos))
        {
            Assert.Equal(0, await again.WaitAsync(Token));
            Assert.Contains("\"failed\":0", again.Printed, StringComparison.Ordinal);
        }

        var expected = await ReadAsync(wholeDatabase);
        Assert.NotEmpty(expected);
        Assert.Equal(expected, await ReadAsync(killedDatabase));
    }

    [Fact]
    public async Task Index_GroupsTheEightPeopleOfACast_AndMixesNone()
    {
        var photos = SharedData.Require("data/faces-cast");
        using var home = new TemporaryHome();
        var database = await postgres.CreateDatabaseAsync(Token);

        using var index = WorkerProcess.Start(home.Home.Root, database, "index", "--faces", "--json", photos);
        var exitCode = await index.WaitAsync(Token);

        Assert.True(exitCode == 0, index.Printed);
        var groups = await ReadAsync(
            database,
            """
            SELECT string_agg(DISTINCT split_part(m.relative_path, '/', 1), '+')
            FROM faces f JOIN media m ON m.id = f.media_id
            WHERE f.person_id IS NOT NULL AND m.relative_path LIKE '%/%'
            GROUP BY f.person_id ORDER BY 1
            """);
        Assert.Equal(["amy", "bernadette", "howard", "leonard", "penny", "raj", "sheldon", "stuart"], groups);
    }

    [Fact]
    public async Task Index_PrintsOneJsonObjectLast_AndAnalysesNothingTheSecondTime()
    {
        var photos = SharedData.Require("data/faces-contacts");
        using var home = new TemporaryHome();
        var database = await postgres.CreateDatabaseAsync(Token);

        var first = await IndexAsync(home, database, "--faces", "--json", photos);
        var second = await IndexAsync(home, database, "--json", photos);

        Assert.Equal(12, first.GetProperty("media").GetProperty("found").GetInt32());
        Assert.Equal(12, first.GetProperty("media").GetProperty("analysed").GetInt32());
        Assert.True(first.GetProperty("faces").GetInt32() >= 12);
        Assert.True(first.GetProperty("people").GetInt32() >= 4);
        Assert.True(first.GetProperty("tags").GetInt32() >= 1);
        Assert.True(first.GetProperty("seconds").GetDouble() > 0);
        Assert.True(first.GetProperty("filesPerSecond").GetDouble() > 0);
        Assert.True(first.GetProperty("peakRssMiB").GetDouble() > 10);
        Assert.Equal(0, second.GetProperty("media").GetProperty("analysed").GetInt32());
        Assert.Equal(12, second.GetProperty("media").GetProperty("skipped").GetInt32());
        Assert.Equal(first.GetProperty("people").GetInt32(), second.GetProperty("people").GetInt32());
    }

    [Fact]
    public async Task Index_LooksAtNoFace_BeforeItsOwnerAgreed_AndCatchesUpAfterwards()
    {
        var photos = SharedData.Require("data/faces-contacts");
        using var home = new TemporaryHome();
        var database = await postgres.CreateDatabaseAsync(Token);

        using (var without = WorkerProcess.Start(home.Home.Root, database, "index", photos))
        {
            Assert.Equal(0, await without.WaitAsync(Token));
            Assert.Contains("faces: not recognised", without.Printed, StringComparison.Ordinal);
        }
        Assert.Equal(0, await ScalarAsync<long>(database, "SELECT count(*) FROM faces"));
        Assert.True(await ScalarAsync<long>(database, "SELECT count(*) FROM media_tags") > 0);

        var with = await IndexAsync(home, database, "--faces", "--json", photos);

        Assert.True(with.GetProperty("faces").GetInt32() >= 12);
        Assert.Equal(FaceConsentText.Current.Version, await ScalarAsync<string>(database, "SELECT text_version FROM face_consents WHERE given"));
    }

    [Fact]
    public async Task Index_FinishesByItself_WhenTheEmbeddedDatabaseIsKilledInMidRun()
    {
        var photos = SharedData.Require("data/faces-cast");
        using var home = new TemporaryHome();
        home.Home.Create();

        using var index = WorkerProcess.Start(home.Home.Root, null, "index", "--json", photos);
        var processFile = Path.Combine(home.Home.Postgres, "data", "postmaster.pid");
        while (!Directory.EnumerateFiles(home.Home.Thumbnails, "*.webp", SearchOption.AllDirectories).Any())
            await Task.Delay(20, Token);
        using (var kill = Process.Start("kill", ["-9", File.ReadLines(processFile).First()]))
            await kill.WaitForExitAsync(Token);

        Assert.True(await index.WaitAsync(Token) == 0, index.Printed);
        Assert.Contains("\"analysed\":45,", index.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Index_SharesTheWork_WhenTwoRunAtTheSameTime()
    {
        var photos = SharedData.Require("data/faces-cast");
        using var home = new TemporaryHome();
        var database = await postgres.CreateDatabaseAsync(Token);

        using var first = WorkerProcess.Start(home.Home.Root, database, "index", "--faces", "--json", photos);
        using var second = WorkerProcess.Start(home.Home.Root, database, "index", "--faces", "--json", photos);
        Assert.True(await first.WaitAsync(Token) == 0, first.Printed);
        Assert.True(await second.WaitAsync(Token) == 0, second.Printed);

        // Neither ended before all was done, whoever did it, and nothing was done twice.
        Assert.All([first, second], run => Assert.Contains("45 files found: 45 analysed", run.Printed, StringComparison.Ordinal));
        Assert.Equal(45L, await ScalarAsync<long>(database, "SELECT count(*) FROM media"));
        Assert.Equal(1L, await ScalarAsync<long>(database, "SELECT count(*) FROM users"));
        Assert.Equal(8L, await ScalarAsync<long>(database, "SELECT count(*) FROM people"));
    }

    [Fact]
    public async Task Index_SaysInOneSentence_WhenAFolderDoesNotExist()
    {
        using var home = new TemporaryHome();

        using var index = WorkerProcess.Start(home.Home.Root, null, "index", "/nowhere/at/all");

        Assert.Equal(1, await index.WaitAsync(Token));
        Assert.Equal("recognize: There is no folder '/nowhere/at/all'.", index.Printed.Trim());
    }

    private static async Task<JsonElement> IndexAsync(TemporaryHome home, string database, params string[] arguments)
    {
        using var index = WorkerProcess.Start(home.Home.Root, database, ["index", .. arguments]);
        Assert.True(await index.WaitAsync(Token) == 0, index.Printed);
        var lastLine = index.Printed.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^1];
        return JsonDocument.Parse(lastLine).RootElement;
    }

    private static async Task WaitUntilAsync(string database, string sql, WorkerProcess process)
    {
        while (true)
        {
            Assert.SkipWhen(
                process.Printed.Contains("files/s, peak", StringComparison.Ordinal), "the run ended before it could be killed");
            try
            {
                if (await ScalarAsync<bool>(database, sql))
                    return;
            }
            catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.UndefinedTable)
            {
                // The schema is still being made.
            }
            await Task.Delay(10, Token);
        }
    }

    private static async Task<List<string>> ReadAsync(string database, string sql = RowsSql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(Token);
        var rows = new List<string>();
        while (await reader.ReadAsync(Token))
            rows.Add(reader.GetString(0));
        return rows;
    }

    private static async Task<T> ScalarAsync<T>(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Token))!;
    }
}
