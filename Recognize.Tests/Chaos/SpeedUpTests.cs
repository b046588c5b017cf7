using System.Diagnostics;
using System.Globalization;
using Recognize.Models;
using Recognize.Tests.CommandLine;
using Recognize.Tests.Support;

namespace Recognize.Tests.Chaos;

/// <summary>
/// One, two and four workers, each in a network of its own, at one server. The program that reads a track's facts is
/// replaced by one that waits, in the place of a machine's processor: a few cores could not show how work is shared by
/// more machines than they are. RECOGNIZE_TEST_CHAOS=full measures longer.
/// </summary>
[Collection(Alone.Name)]
public sealed class SpeedUpTests : IDisposable
{
    private const int Threads = 2;

    private readonly TemporaryHome _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Work_IsSharedEvenlyAndDoneSooner_TheMoreWorkersThereAre()
    {
        var isFull = Environment.GetEnvironmentVariable("RECOGNIZE_TEST_CHAOS") == "full";
        var (files, waitSeconds) = isFull ? (960, 0.5) : (144, 0.3);
        var networks = new List<NetworkNamespace>();
        try
        {
            for (var i = 0; i < 4; i++)
            {
                var network = NetworkNamespace.TryCreate();
                Assert.SkipWhen(network is null, "this machine may not make networks (root and ip are needed)");
                networks.Add(network);
            }
            var library = new ChaosLibrary(_folder.Folder);
            library.DrawTracks(files, waitSeconds);
            await using var cluster = await TemporaryCluster.StartNewAsync(isReachedFromNamespaces: true);

            var rates = new Dictionary<int, double>();
            foreach (var workers in (int[])[1, 2, 4])
                rates[workers] = await MeasureAsync(cluster, library, networks[..workers], files);

            Say($"speed-up: {rates[2] / rates[1]:F2} with two, {rates[4] / rates[1]:F2} with four");
            // Far below what an idle machine shows.
            Assert.True(rates[2] / rates[1] > 1.3, "Two workers are hardly faster than one.");
            Assert.True(rates[4] / rates[1] > 1.8, "Four workers are hardly faster than two.");
        }
        finally
        {
            networks.ForEach(network => network.Dispose());
        }
    }

    /// <summary>Files a second, from when all workers have announced themselves until the last file is done.</summary>
    private async Task<double> MeasureAsync(
        TemporaryCluster cluster, ChaosLibrary library, IReadOnlyList<NetworkNamespace> networks, int files)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"shared_{networks.Count}");
        var connectionString = await cluster.CreateDatabaseAsync(name, Token);
        await using var database = new ChaosDatabase(connectionString);
        var workers = new List<WorkerProcess>();
        try
        {
            using (var migrate = WorkerProcess.Start(Home(0), connectionString, [], "migrate"))
                Assert.True(await migrate.WaitAsync(Token) == 0, migrate.Printed);
            // The work begins when all are there.
            await database.ExecuteAsync("INSERT INTO work_pauses (work_key, kind, paused_by, paused_at) VALUES ('analyse:', 'analyse', 'a test', now())");
            for (var i = 0; i < networks.Count; i++)
            {
                workers.Add(WorkerProcess.Start(
                    networks[i].Launcher, Home(i), cluster.ConnectionString(name, networks[i].HostAddress),
                    [
                        (RecognizeSettings.ModelMirror, library.NoModels), (RecognizeSettings.FreeDisk, "none"),
                        (RecognizeSettings.Threads, Threads.ToString(CultureInfo.InvariantCulture)),
                        ("Recognize__Media__FfprobePath", library.WaitingProbe),
                    ],
                    "work", library.Media));
            }
            await database.UntilAsync(
                "all workers and files are there",
                $"""
                SELECT (SELECT count(*) FROM workers) = {networks.Count}
                   AND (SELECT count(*) FROM analysis WHERE task = 0) = {files}
                   AND NOT EXISTS (SELECT 1 FROM job_runs WHERE state IN (0, 4))
                """,
                TimeSpan.FromMinutes(3));
            await database.WriteDownResultsAsync();

            var began = Stopwatch.GetTimestamp();
            await database.ExecuteAsync("DELETE FROM work_pauses");
            await database.UntilAsync(
                "all files are done", $"SELECT count(*) = {files} FROM seen_done WHERE task = 0", TimeSpan.FromMinutes(10));
            var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;

            var shares = await database.ReadAsync(
                "SELECT count(*)::text FROM seen_done WHERE task = 0 GROUP BY worker_id ORDER BY count(*) DESC");
            Say($"{networks.Count} workers: {files / seconds:F2} files/s; shares {string.Join(", ", shares)}");
            Assert.Equal(networks.Count, shares.Count);
            Assert.All(shares, share => Assert.InRange(
                int.Parse(share, CultureInfo.InvariantCulture), files / networks.Count * 0.5, files / networks.Count * 1.6));
            return files / seconds;
        }
        finally
        {
            workers.ForEach(worker => worker.Dispose());
        }
    }

    private string Home(int number) =>
        Path.Combine(_folder.Folder, string.Create(CultureInfo.InvariantCulture, $"home-{number}"));

    private static void Say(FormattableString what) =>
        TestContext.Current.TestOutputHelper?.WriteLine(what.ToString(CultureInfo.InvariantCulture));
}
