using System.Globalization;
using Npgsql;
using Recognize.Models;
using Recognize.Models.Media;
using Recognize.Tests.CommandLine;
using Recognize.Tests.Media;
using Recognize.Tests.Support;

namespace Recognize.Tests.LimitedWork;

/// <summary>What a worker takes with <c>RECOGNIZE_PROFILE=small</c>, on one core, measured by what the kernel says of it.</summary>
[Collection(Alone.Name)]
public sealed class SmallProfileTests(PostgresFixture postgres) : IDisposable
{
    private const int Limit = 700;

    private readonly TemporaryHome _home = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Folder => Path.Combine(_home.Folder, "media");

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Index_StaysUnderSevenHundredMegabytesOnOneCore_OverPhotosOfAllSizesAndMusic()
    {
        SharedData.Require("models/yunet_n_dynamic.onnx");
        DrawMedia();
        var database = await postgres.CreateDatabaseAsync(Token);

        using var worker = WorkerProcess.Start(
            ["taskset", "-c", "0"], _home.Home.Root, database, [(RecognizeSettings.Profile, "small")],
            "index", "--faces", "--json", Folder);
        double peak = 0;
        while (worker.ExitCode is null)
        {
            peak = Math.Max(peak, HeldMiB(worker.ProcessId));
            await Task.Delay(100, Token);
        }

        Say($"{peak:F0} MiB");
        Assert.True(await worker.WaitAsync(Token) == 0, worker.Printed);
        Assert.InRange(peak, 50, Limit);
        Assert.Equal(
            [("0", 9L), ("1", 5L), ("2", 5L), ("3", 5L), ("4", 4L)], await DoneByTaskAsync(database));
    }

    [Theory]
    [InlineData("smal")]
    [InlineData("large")]
    public async Task Index_NamesProfileAndRemedy_WhenThereIsNoSuchProfile(string name)
    {
        using var worker = WorkerProcess.Start(_home.Home.Root, null, [(RecognizeSettings.Profile, name)], "index", "/");

        Assert.Equal(1, await worker.WaitAsync(Token));
        Assert.Equal(
            $"recognize: RECOGNIZE_PROFILE is '{name}': give small, for a machine of little memory and one core, or leave it out.",
            worker.Printed.Trim());
    }

    private void DrawMedia()
    {
        Directory.CreateDirectory(Folder);
        for (var i = 0; i < 3; i++)
            SyntheticPhoto.Write(Path.Combine(Folder, $"photo-{i}.jpg"), 4000, 3000, i);
        SyntheticPhoto.Write(Path.Combine(Folder, "large.jpg"), 6000, 4000, 3);
        SyntheticPhoto.Write(Path.Combine(Folder, "vast.jpg"), 11_600, 8700, 4);
        for (var i = 0; i < 4; i++)
        {
            TestFfmpeg.Make(
                "-f", "lavfi", "-i", $"sine=frequency={220 * (i + 1)}:duration=20", Path.Combine(Folder, $"tone-{i}.flac"));
        }
    }

    /// <summary>Of the worker, its decoders and ffmpeg; what several processes share is divided among them.</summary>
    private static double HeldMiB(int worker) => ProcessTree.Of(worker).Sum(id =>
        ProcessTree.Read($"/proc/{id}/smaps_rollup").Split('\n')
            .Where(line => line.StartsWith("Pss:", StringComparison.Ordinal))
            .Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture))
            .FirstOrDefault()) / 1024.0;

    private static async Task<List<(string Task, long Files)>> DoneByTaskAsync(string database)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(
            "SELECT task::text, count(*) FROM analysis WHERE state = 2 GROUP BY task ORDER BY task", connection);
        await using var reader = await command.ExecuteReaderAsync(Token);
        var done = new List<(string, long)>();
        while (await reader.ReadAsync(Token))
            done.Add((reader.GetString(0), reader.GetInt64(1)));
        return done;
    }

    private static void Say(FormattableString what) =>
        TestContext.Current.TestOutputHelper?.WriteLine(what.ToString(CultureInfo.InvariantCulture));
}
