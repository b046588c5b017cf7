using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Recognize.Models;
using Recognize.Tests.CommandLine;
using Recognize.Tests.Media;
using Recognize.Tests.Support;

namespace Recognize.Tests.LimitedWork;

/// <summary>A worker process of its own, measured by what the kernel says of it.</summary>
[Collection(Alone.Name)]
public sealed class LimitedProcessTests(PostgresFixture postgres) : IDisposable
{
    private const int Photos = 40;
    private const int Large = 10;

    private readonly TemporaryHome _home = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Folder => Path.Combine(_home.Folder, "media");

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Work_UsesOneCore_WhenThatIsTheLimit()
    {
        var database = await postgres.CreateDatabaseAsync(Token);
        DrawPhotos(1000, 800);

        using var worker = WorkerProcess.Start(
            _home.Home.Root, database, [(RecognizeSettings.Cores, "1"), (RecognizeSettings.Threads, "8")], "work", Folder);
        await UntilDoneAsync(database, worker, 5);
        var (began, before) = (Stopwatch.GetTimestamp(), ProcessorSeconds(worker.ProcessId));
        await UntilDoneAsync(database, worker, Photos);
        var cores = (ProcessorSeconds(worker.ProcessId) - before) / Stopwatch.GetElapsedTime(began).TotalSeconds;

        Say($"{cores:F2} cores");
        Assert.InRange(cores, 0.05, 1.1);
    }

    [Fact]
    public async Task Work_KeepsItsMemory_WhenManyThreadsMeetManyLargePhotos()
    {
        const int limit = 400;
        DrawInterlaced(Large);

        var unlimited = await PeakOfWorkAsync("none");
        var limited = await PeakOfWorkAsync(limit.ToString(CultureInfo.InvariantCulture));

        Say($"{limited:F0} MiB, {unlimited:F0} MiB without a limit");
        Assert.InRange(limited, 50, limit * 1.1);
        Assert.True(unlimited > limit * 1.1, "The work does not need what the limit withholds.");
    }

    private async Task<double> PeakOfWorkAsync(string memory)
    {
        var database = await postgres.CreateDatabaseAsync(Token);
        using var worker = WorkerProcess.Start(
            _home.Home.Root, database, [(RecognizeSettings.Memory, memory), (RecognizeSettings.Threads, "12")], "work", Folder);
        double peak = 0;
        await UntilDoneAsync(database, worker, Large, () => peak = Math.Max(peak, ResidentMiB(worker.ProcessId)));
        return peak;
    }

    [Fact]
    public async Task Work_ExitsWithinTenSecondsAndGivesTheFileBack_WhenItIsStoppedInALongVideo()
    {
        var database = await postgres.CreateDatabaseAsync(Token);
        Directory.CreateDirectory(Folder);
        TestFfmpeg.MakeVideo(Path.Combine(Folder, "film.mp4"));
        var endless = Path.Combine(_home.Folder, "ffmpeg");
        await File.WriteAllTextAsync(endless, "#!/bin/sh\nexec sleep 600\n", Token);
        Shell.Run($"chmod +x '{endless}'");

        using var worker = WorkerProcess.Start(
            _home.Home.Root, database, [("Recognize__Media__FfmpegPath", endless)], "work", Folder);
        int? decoder;
        while ((decoder = SleepingChildOf(worker.ProcessId)) is null)
        {
            Assert.True(worker.ExitCode is null, worker.Printed);
            await Task.Delay(50, Token);
        }
        var stopped = Stopwatch.GetTimestamp();
        worker.Terminate();
        var exitCode = await worker.WaitAsync(Token);

        Assert.InRange(Stopwatch.GetElapsedTime(stopped).TotalSeconds, 0, 10);
        Assert.True(exitCode == 0, worker.Printed);
        Assert.Equal(1L, await ScalarAsync(
            database,
            "SELECT count(*) FROM analysis WHERE task = 0 AND state = 0 AND attempts = 0 AND crashes = 0 AND lease_owner IS NULL"));
        Assert.False(Directory.Exists($"/proc/{decoder}"), "The decoder still runs.");
    }

    private static int? SleepingChildOf(int worker) =>
        ProcessTree.Children(worker).Where(id => ProcessTree.Read($"/proc/{id}/comm").Trim() == "sleep").Select(id => (int?)id).FirstOrDefault();

    private static void Say(FormattableString what) =>
        TestContext.Current.TestOutputHelper?.WriteLine(what.ToString(CultureInfo.InvariantCulture));

    private void DrawPhotos(int width, int height)
    {
        Directory.CreateDirectory(Folder);
        var photo = DrawnPhoto.Jpeg(width, height);
        for (var i = 0; i < Photos; i++)
        {
            // Each of its own content: after the end of the picture anything may follow.
            File.WriteAllBytes(Path.Combine(Folder, $"{i}.jpg"), [.. photo, (byte)i, (byte)(i >> 8)]);
        }
    }

    private void DrawInterlaced(int count)
    {
        Directory.CreateDirectory(Folder);
        var photo = Path.Combine(Folder, "interlaced.jpg");
        DrawnPhoto.SaveInterlacedNoise(photo, 3000, 2000);
        var content = File.ReadAllBytes(photo);
        File.Delete(photo);
        for (var i = 0; i < count; i++)
            File.WriteAllBytes(Path.Combine(Folder, $"large-{i}.jpg"), [.. content, (byte)i]);
    }

    private static async Task UntilDoneAsync(string database, WorkerProcess worker, int files, Action? watch = null)
    {
        while ((long)await ScalarAsync(database, "SELECT count(*) FROM analysis WHERE task = 0 AND state = 2") < files)
        {
            Assert.True(Directory.Exists($"/proc/{worker.ProcessId}"), worker.Printed);
            watch?.Invoke();
            await Task.Delay(50, Token);
        }
    }

    private static async Task<object> ScalarAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand("SELECT to_regclass('analysis') IS NOT NULL", connection);
        if (!(bool)(await command.ExecuteScalarAsync(Token))!)
            return 0L;
        command.CommandText = sql;
        return (await command.ExecuteScalarAsync(Token))!;
    }

    /// <summary>Own time, that of decoders that run, and that of children that have ended.</summary>
    private static double ProcessorSeconds(int processId) => ProcessTree.Of(processId).Sum(id =>
    {
        var text = ProcessTree.Read($"/proc/{id}/stat");
        return text.Length == 0 ? 0 : text[(text.LastIndexOf(')') + 2)..].Split(' ')[11..15]
            .Sum(value => long.Parse(value, CultureInfo.InvariantCulture)) / 100.0;
    });

    /// <summary>Memory of the worker, and what its decoders share with nobody.</summary>
    private static double ResidentMiB(int processId) =>
        (Pages(processId)[1] + ProcessTree.Children(processId).Sum(id => Pages(id) is { Length: > 2 } pages ? pages[1] - pages[2] : 0))
        * Environment.SystemPageSize / 1048576.0;

    private static long[] Pages(int processId) =>
        [.. ProcessTree.Read($"/proc/{processId}/statm").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(
            value => long.Parse(value, CultureInfo.InvariantCulture))];
}
