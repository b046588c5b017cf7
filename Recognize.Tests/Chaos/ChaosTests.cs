using System.Diagnostics;
using System.Globalization;
using Recognize.Models;
using Recognize.Models.Inference;
using Recognize.Tests.CommandLine;
using Recognize.Tests.LimitedWork;
using Recognize.Tests.Packs.Own;
using Recognize.Tests.Support;

namespace Recognize.Tests.Chaos;

/// <summary>
/// Real workers and a real server, killed, restarted, cut off, poisoned and out of room while they index a library. A
/// pack of the tests' own gives the photos tags, so that no model files are needed. RECOGNIZE_TEST_CHAOS=full runs the
/// whole of it, RECOGNIZE_TEST_CHAOS_SEED repeats a choice of victims.
/// </summary>
public sealed class ChaosTests : IDisposable
{
    private const int StoppedInItsStart = 130;

    private readonly TemporaryHome _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Work_EndsWithTheRowsOfAnUndisturbedRun_WhateverHappensToWorkersServerNetworkAndDisk()
    {
        var plan = Environment.GetEnvironmentVariable("RECOGNIZE_TEST_CHAOS") == "full" ? ChaosPlan.Whole : ChaosPlan.Short;
        var seed = int.TryParse(
            Environment.GetEnvironmentVariable("RECOGNIZE_TEST_CHAOS_SEED"), CultureInfo.InvariantCulture, out var given)
            ? given
            : Random.Shared.Next();
        Say($"RECOGNIZE_TEST_CHAOS_SEED={seed}");
        var library = new ChaosLibrary(_folder.Folder);
        library.Draw(plan.Files, plan.Poison, plan.ProbeSeconds);
        using var network = NetworkNamespace.TryCreate();
        await using var cluster = await TemporaryCluster.StartNewAsync(isReachedFromNamespaces: network is not null);
        var homes = await MakeHomesAsync(4);
        var expected = await IndexUndisturbedAsync(cluster, homes[0], library);
        using var disk = SmallDisk.TryMount(homes[2].Thumbnails, "24m");

        await cluster.CreateDatabaseAsync("disturbed", Token);
        using (var migrate = WorkerProcess.Start(homes[1].Root, cluster.ConnectionString("disturbed"), Settings(library), "migrate"))
            Assert.True(await migrate.WaitAsync(Token) == 0, migrate.Printed);
        await using var database = new ChaosDatabase(cluster.ConnectionString("disturbed"));
        await database.WriteDownResultsAsync();
        await database.LookAfterThumbnailsAsync();
        ChaosWorker[] workers =
        [
            Worker("ada", homes[1], "127.0.0.1", []),
            Worker("bert", homes[2], "127.0.0.1", []),
            Worker("carl", homes[3], network?.HostAddress ?? "127.0.0.1", network?.Launcher ?? []),
        ];
        var run = new ChaosRun(plan, seed, workers, cluster, database, network, disk?.Folder);
        try
        {
            await run.RunAsync();
            foreach (var worker in workers)
                Assert.Contains(await worker.StopAsync(Token), (int[])[0, StoppedInItsStart]);

            Say($"{run.Kills} kills, {library.PoisonDeaths} deaths by poison");
            Assert.Empty(workers.SelectMany(worker => worker.Failures));
            await AssertIsWholeAsync(database, plan, expected);
            AssertHasThumbnails(homes[1..], await database.ReadAsync(
                "SELECT DISTINCT encode(content_hash, 'hex') FROM media WHERE kind = 0 AND content_hash IS NOT NULL"));
            // One of a file's two deaths may have been a kill; some in the first seconds of a server are not counted against it.
            Assert.InRange(library.PoisonDeaths, plan.Poison, plan.Poison * 4);
            Assert.True(run.Kills > 0, "Nobody was killed.");
        }
        catch (Exception)
        {
            foreach (var worker in workers)
                Say(string.Join("\n--- ", [$"--- {worker.Label}: {worker.Printed}", .. worker.Failures]));
            throw;
        }
        finally
        {
            foreach (var worker in workers)
                worker.Dispose();
        }

        ChaosWorker Worker(string label, RecognizeHome home, string host, IReadOnlyList<string> launcher) => new(
            label, home, cluster.ConnectionString("disturbed", host) + $";Application Name={label}", launcher,
            [
                .. Settings(library), (RecognizeSettings.FreeDisk, disk?.Folder == home.Thumbnails ? "4" : "none"),
                ("Recognize__Media__FfprobePath", library.DeadlyProbe),
            ],
            library.Media);
    }

    private static async Task AssertIsWholeAsync(ChaosDatabase database, ChaosPlan plan, List<string> expected)
    {
        foreach (var share in await database.ReadAsync(
            """
            SELECT w.name || ': ' || count(*) || ' files' FROM seen_done s LEFT JOIN workers w ON w.id = s.worker_id
            WHERE s.task = 0 GROUP BY w.name ORDER BY count(*) DESC
            """))
        {
            Say(share);
        }
        Assert.Equal(expected, await database.ReadRowsAsync());
        Assert.Equal(
            Enumerable.Range(0, plan.Poison).Select(ChaosLibrary.PoisonName),
            await database.ReadAsync(
                """
                SELECT DISTINCT m.relative_path FROM analysis a JOIN media m ON m.id = a.media_id
                WHERE a.state IN (3, 4) ORDER BY 1
                """));
        Assert.Equal(
            [],
            await database.ReadAsync(
                """
                SELECT m.relative_path || ' task ' || s.task || ' stored ' || count(*) || ' times'
                FROM seen_done s JOIN media m ON m.id = s.media_id
                GROUP BY m.relative_path, s.task HAVING count(*) > 1 ORDER BY 1
                """));
        Assert.Equal(
            await database.ScalarAsync<long>("SELECT count(*) FROM analysis WHERE state = 2"),
            await database.ScalarAsync<long>("SELECT sum(done)::bigint FROM work_minutes"));
        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM analysis WHERE lease_owner IS NOT NULL"));
        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM job_runs WHERE lease_owner IS NOT NULL"));
        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM job_runs WHERE state = 2"));
        Assert.Equal(0, await database.ScalarAsync<long>(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"));
    }

    private static void AssertHasThumbnails(IEnumerable<RecognizeHome> homes, IReadOnlyCollection<string> hashes)
    {
        var made = homes.SelectMany(home => Directory.EnumerateFiles(home.Thumbnails, "*.webp", SearchOption.AllDirectories))
            .Select(file => Path.GetFileName(file).Split('-')[0]).ToHashSet(StringComparer.Ordinal);
        Assert.NotEmpty(hashes);
        Assert.DoesNotContain(hashes, hash => !made.Contains(hash));
    }

    /// <summary>The same library with nothing in its way.</summary>
    private static async Task<List<string>> IndexUndisturbedAsync(
        TemporaryCluster cluster, RecognizeHome home, ChaosLibrary library)
    {
        var began = Stopwatch.GetTimestamp();
        var connectionString = await cluster.CreateDatabaseAsync("undisturbed", Token);
        using var index = WorkerProcess.Start(
            home.Root, connectionString,
            [.. Settings(library), ("Recognize__Media__FfprobePath", library.HarmlessProbe)], "index", library.Media);
        Assert.True(await index.WaitAsync(Token) == 0, index.Printed);
        await using var database = new ChaosDatabase(connectionString);
        var rows = await database.ReadRowsAsync();
        Assert.Contains(rows, row => row.StartsWith("tag ", StringComparison.Ordinal));
        Say($"undisturbed: {rows.Count} rows in {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s");
        return rows;
    }

    private static (string Name, string Value)[] Settings(ChaosLibrary library) =>
    [
        (RecognizeSettings.Threads, "2"),
        (RecognizeSettings.ModelMirror, library.NoModels),
    ];

    private async Task<RecognizeHome[]> MakeHomesAsync(int count)
    {
        var homes = Enumerable.Range(0, count)
            .Select(number => new RecognizeHome(Path.Combine(_folder.Folder, $"home-{number}"))).ToArray();
        foreach (var home in homes)
        {
            home.Create();
            using var pool = new OnnxSessionPool(new InferenceOptions());
            var packs = OwnPacks.Open(home.Models, pool);
            packs.Use(await OwnPacks.InstallColoursAsync(packs));
        }
        return homes;
    }

    private static void Say(string what) => TestContext.Current.TestOutputHelper?.WriteLine(what);
}
