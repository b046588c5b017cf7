using System.Diagnostics;
using Npgsql;
using Recognize.Tests.CommandLine;
using Recognize.Tests.Media;
using Recognize.Tests.Support;

namespace Recognize.Tests.Hostile;

/// <summary>The built worker with its decoders, seen from outside.</summary>
[Collection(Alone.Name)]
public sealed class WorkerDecodersTests(PostgresFixture postgres) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryHome _home = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Folder => Directory.CreateDirectory(Path.Combine(_home.Folder, "media")).FullName;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Work_LoadsNoDecoderItself_AndRecordsAFileThatKillsDecoders()
    {
        var database = await postgres.CreateDatabaseAsync(Token);
        File.WriteAllBytes(Path.Combine(Folder, "slow.png"), DrawnPhoto.BlankPng(16_000, 16_000));
        using var worker = WorkerProcess.Start(_home.Home.Root, database, "work", Folder);

        // Killed as often as it is tried: by then it is the file's fault.
        var killed = new HashSet<int>();
        while (killed.Count < 2)
        {
            var decoder = await BusyDecoderAsync(worker, killed);
            // Of a signal without a fault the runtime only remembers that it came.
            Shell.Run($"while kill -11 {decoder} 2>/dev/null; do sleep 0.02; done");
            killed.Add(decoder);
        }
        await WaitAsync(worker, async () => await CountAsync(database, "state = 3") == 1);
        File.WriteAllBytes(Path.Combine(Folder, "good.jpg"), DrawnPhoto.Jpeg(800, 600));
        await WaitAsync(worker, async () => await CountAsync(database, "state = 2") == 1);

        Assert.Contains("The decoder died on this file", await ReasonAsync(database), StringComparison.Ordinal);
        var maps = await File.ReadAllTextAsync($"/proc/{worker.ProcessId}/maps", Token);
        Assert.Contains("libcoreclr", maps, StringComparison.Ordinal);
        Assert.DoesNotContain("libvips", maps, StringComparison.Ordinal);
        Assert.DoesNotContain("MetadataExtractor", maps, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Decoders_EndWithTheirWorker_WhenItIsKilled()
    {
        var database = await postgres.CreateDatabaseAsync(Token);
        File.WriteAllBytes(Path.Combine(Folder, "slow.png"), DrawnPhoto.BlankPng(16_000, 16_000));
        using var worker = WorkerProcess.Start(_home.Home.Root, database, "work", Folder);
        var decoder = await BusyDecoderAsync(worker, []);

        worker.Kill();
        await worker.WaitAsync(Token);

        var killed = Stopwatch.GetTimestamp();
        while (Directory.Exists($"/proc/{decoder}"))
        {
            Assert.True(Stopwatch.GetElapsedTime(killed) < TimeSpan.FromSeconds(10), "The decoder outlives its worker.");
            await Task.Delay(20, Token);
        }
    }

    /// <summary>A decoder that has used a little time inside its fences: it has the photo.</summary>
    private static async Task<int> BusyDecoderAsync(WorkerProcess worker, HashSet<int> except)
    {
        var found = 0;
        await WaitAsync(worker, () =>
        {
            found = Directory.GetDirectories($"/proc/{worker.ProcessId}/task")
                .SelectMany(thread => Read($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(int.Parse)
                .FirstOrDefault(id => !except.Contains(id) && Read($"/proc/{id}/maps").Contains("recognize-pixels", StringComparison.Ordinal));
            return Task.FromResult(found != 0);
        });
        return found;
    }

    private static async Task WaitAsync(WorkerProcess worker, Func<Task<bool>> isTrue)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await isTrue())
        {
            Assert.True(worker.ExitCode is null, worker.Printed);
            Assert.True(Stopwatch.GetElapsedTime(began) < Patience, worker.Printed);
            await Task.Delay(20, Token);
        }
    }

    private static async Task<long> CountAsync(string database, string condition)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand("SELECT to_regclass('analysis') IS NOT NULL", connection);
        if (!(bool)(await command.ExecuteScalarAsync(Token))!)
            return 0;
        command.CommandText = $"SELECT count(*) FROM analysis WHERE task = 0 AND {condition}";
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }

    private static async Task<string> ReasonAsync(string database)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand("SELECT reason FROM analysis WHERE task = 0 AND state = 3", connection);
        return (string)(await command.ExecuteScalarAsync(Token))!;
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
