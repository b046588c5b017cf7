using System.IO.Compression;
using System.Text.Json;
using Recognize.Models.Jobs;
using Recognize.Models.Library;
using Recognize.Tests.Media;
using Recognize.Tests.Support;
using Recognize.Worker.Analysis;
using Recognize.Worker.Jobs;

namespace Recognize.Tests.Jobs;

/// <summary>What jobs do, over real files that were analysed.</summary>
public sealed class JobHandlersTests(PostgresFixture postgres) : IAsyncLifetime
{
    private TestInstallation _installation = null!;
    private MediaLibrary _library = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _installation = await TestInstallation.CreateAsync(postgres);
        _installation.Write("a/one.jpg", DrawnPhoto.Jpeg());
        _installation.Write("b/two.jpg", DrawnPhoto.Jpeg(1));
        _library = await _installation.AddLibraryAsync();
        await RunAsync(JobKinds.Scan);
        await AnalyseAsync();
    }

    public ValueTask DisposeAsync() => _installation.DisposeAsync();

    [Fact]
    public async Task Scan_LooksAtTheNamedFolderOnly()
    {
        _installation.Write("a/three.jpg", DrawnPhoto.Jpeg());
        _installation.Write("b/four.jpg", DrawnPhoto.Jpeg());

        var summary = await RunAsync(JobKinds.Scan, "a");

        Assert.Equal(1, summary.GetProperty("added").GetInt32());
        Assert.Equal(1, await CountAsync("media WHERE relative_path = 'a/three.jpg'"));
        Assert.Equal(0, await CountAsync("media WHERE relative_path = 'b/four.jpg'"));
    }

    [Theory]
    [InlineData(JobKinds.Scan, "../outside")]
    [InlineData(JobKinds.Scan, "/etc")]
    [InlineData(JobKinds.Analyse, "a/../../outside")]
    public async Task Job_IsRefused_WhenItsPathLeavesTheLibrary(string kind, string path) =>
        await Assert.ThrowsAsync<JobRefusedException>(() => RunAsync(kind, path));

    [Fact]
    public async Task Analyse_MakesResultsOfTheNamedFolderDueAgain()
    {
        var summary = await RunAsync(JobKinds.Analyse, "a");

        Assert.Equal(
            await CountAsync("analysis a JOIN media m ON m.id = a.media_id WHERE a.state = 0 AND m.relative_path = 'a/one.jpg'"),
            summary.GetProperty("due").GetInt32());
        Assert.Equal(1, await CountAsync("analysis WHERE task = 0 AND state = 0"));
        await AnalyseAsync();
        Assert.Equal(2, await CountAsync("analysis WHERE task = 0 AND state = 2"));
    }

    [Fact]
    public async Task Thumbnails_RemovesOrphans_AndHasMissingOnesMade()
    {
        var home = Path.Combine(_installation.HomeFolder, "thumbnails");
        var orphan = Path.Combine(home, "ab", "cd", $"abcd{new string('0', 60)}-256.webp");
        var young = Path.Combine(home, "ab", "cd", $"abce{new string('0', 60)}-256.webp");
        Directory.CreateDirectory(Path.GetDirectoryName(orphan)!);
        await File.WriteAllTextAsync(orphan, "x", Token);
        await File.WriteAllTextAsync(young, "x", Token);
        File.SetLastWriteTimeUtc(orphan, DateTime.UtcNow.AddDays(-3));
        var hash = Convert.ToHexStringLower(await _installation.ScalarAsync<byte[]>(
            "SELECT content_hash FROM media WHERE relative_path = 'a/one.jpg'"));
        var mine = Directory.GetFiles(home, $"{hash}-*.webp", SearchOption.AllDirectories);
        Assert.NotEmpty(mine);
        foreach (var path in mine)
            File.Delete(path);

        var summary = await RunAsync(JobKinds.Thumbnails);
        await AnalyseAsync();

        Assert.Equal(1, summary.GetProperty("removed").GetInt32());
        Assert.Equal(1, summary.GetProperty("missing").GetInt32());
        Assert.False(File.Exists(orphan));
        Assert.True(File.Exists(young));
        Assert.All(mine, path => Assert.True(File.Exists(path)));
    }

    [Fact]
    public async Task Export_WritesALineForEachFile_WithItsTags()
    {
        await _installation.ExecuteAsync(
            """
            WITH made AS (INSERT INTO tags (id, name, kind, names) VALUES ('keyword:sea', 'sea', 4, '{}'))
            INSERT INTO media_tags (media_id, tag_id, source, score, is_removed)
            SELECT id, 'keyword:sea', 0, 0.5, false FROM media WHERE relative_path = 'a/one.jpg'
            """);

        var summary = await RunAsync(JobKinds.Export);

        var file = Path.Combine(
            _installation.HomeFolder, "exports", _library.OwnerId.ToString(), summary.GetProperty("file").GetString()!);
        await using var zipped = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var text = new StreamReader(zipped);
        var lines = (await text.ReadToEndAsync(Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonElement.Parse(line)).ToDictionary(line => line.GetProperty("path").GetString()!);
        Assert.Equal(["a/one.jpg", "b/two.jpg"], lines.Keys.Order());
        Assert.Equal("keyword:sea", lines["a/one.jpg"].GetProperty("tags")[0].GetProperty("id").GetString());
        Assert.Empty(lines["b/two.jpg"].GetProperty("tags").EnumerateArray());
        Assert.Equal([file], Directory.GetFiles(Path.GetDirectoryName(file)!));
    }

    [Fact]
    public async Task CleanUp_ForgetsOldRunsWorkersAndActs_AndKeepsYoungOnes()
    {
        await _installation.ExecuteAsync(
            """
            INSERT INTO job_runs (id, kind, subject, work_key, state, priority, requested_by, requested_at, due_at, started_at,
                                  finished_at, attempts, crashes, summary)
            SELECT gen_random_uuid(), 'scan', '', '', 1, 0, '', now() - age, now() - age, now() - age, now() - age, 0, 0, '{}'
            FROM unnest(ARRAY[interval '29 days', interval '31 days']) AS age;
            INSERT INTO workers (id, name, version, schema_version, packs, cores, threads, status, resident_mib, started_at, seen_at)
            SELECT gen_random_uuid(), 'w', '1', '1', '{}', 1, 1, 4, 0, now() - age, now() - age
            FROM unnest(ARRAY[interval '6 days', interval '8 days']) AS age;
            INSERT INTO person_acts (id, owner_id, made_by, kind, summary, made_at)
            SELECT gen_random_uuid(), u.id, 'test', 0, made.summary, now() - made.age
            FROM users u, (VALUES ('young', interval '399 days'), ('old', interval '401 days')) AS made (summary, age)
            """);

        var summary = await RunAsync(JobKinds.CleanUp);

        Assert.Equal(1, summary.GetProperty("acts").GetInt32());
        Assert.Equal("young", await _installation.ScalarAsync<string>("SELECT summary FROM person_acts"));
        Assert.Equal((1, 1), (summary.GetProperty("runs").GetInt32(), summary.GetProperty("workers").GetInt32()));
        Assert.Equal(1, await CountAsync("workers"));
        Assert.Equal(0, summary.GetProperty("corrected").GetInt32());
    }

    [Fact]
    public async Task Index_SaysThatFilesWait_WhenTheirWorkIsPaused()
    {
        _installation.Write("c/new.jpg", DrawnPhoto.Jpeg());
        var pauses = _installation.Get<WorkPauses>();
        await pauses.PauseAsync(null, _library.OwnerId, "test", Token);

        var paused = await _installation.IndexAsync(cancellationToken: Token);
        await pauses.ResumeAsync(null, _library.OwnerId, Token);
        var resumed = await _installation.IndexAsync(cancellationToken: Token);

        Assert.Contains("1 file(s) wait for work that is paused", Assert.Single(paused.Problems), StringComparison.Ordinal);
        Assert.Empty(resumed.Problems);
        Assert.Equal(1, resumed.Media.Analysed);
    }

    private async Task<JsonElement> RunAsync(string kind, string subject = "")
    {
        var handler = _installation.Get<IEnumerable<IJobHandler>>().Single(handler => handler.Kind == kind);
        var isOfLibrary = kind is JobKinds.Scan or JobKinds.Analyse;
        var job = new JobInHand(
            Guid.NewGuid(), kind, _library.OwnerId, isOfLibrary ? _library.Id : null, subject, 0);
        return JsonElement.Parse(await handler.RunAsync(job, Token));
    }

    private Task AnalyseAsync() =>
        _installation.Get<AnalysisPipeline>().RunAsync(null, new AnalysisCounters(), () => true, Token);

    private Task<int> CountAsync(string from) => _installation.ScalarAsync<int>($"SELECT count(*) FROM {from}");
}
