using System.Text.Json;
using Recognize.Tests.Support;

namespace Recognize.Tests.CommandLine;

public sealed class EvaluateVerifyCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("recognize-verify-command-");

    [Fact]
    public async Task Json_TellsWhatReadingCost_AfterRealPhotosWentThroughDecodersApart()
    {
        var images = SharedData.Require("data/faces-lfw");
        SharedData.Require("models");
        var lines = File.ReadLines(Path.Combine(images, "pairs.csv")).ToList();
        var pairs = Path.Combine(_folder.FullName, "pairs.csv");
        await File.WriteAllLinesAsync(
            pairs, [lines[0], lines[1], "0,absent.jpg,absent.jpg,1"], TestContext.Current.CancellationToken);
        using var worker = WorkerProcess.Start(
            Path.Combine(_folder.FullName, "home"), null, [("RECOGNIZE_THREADS", "1")],
            "evaluate", "verify", "--images", images, "--pairs", pairs, "--json");

        Assert.True(await worker.WaitAsync(TestContext.Current.CancellationToken) == 0, worker.Printed);

        using var figures = JsonDocument.Parse(
            worker.Printed.Split('\n').Last(line => line.StartsWith('{')));
        var reading = figures.RootElement.GetProperty("reading");
        Assert.Equal((2, 1), (reading.GetProperty("photos").GetInt32(), reading.GetProperty("threads").GetInt32()));
        Assert.InRange(reading.GetProperty("faces").GetInt32(), 2, 10);
        var (seconds, perSecond) = (reading.GetProperty("seconds").GetDouble(), reading.GetProperty("photosPerSecond").GetDouble());
        Assert.Equal(2, seconds * perSecond, tolerance: 0.05);
        // Waiting for decoders is left out, so one thread gets through more photos.
        Assert.True(reading.GetProperty("photosPerSecondDecoded").GetDouble() > perSecond, reading.ToString());
        Assert.True(reading.GetProperty("cpuSecondsPerPhoto").GetDouble() > 0, reading.ToString());
        // Networks and decoders lie in memory at the same time.
        Assert.True(reading.GetProperty("peakRssMiB").GetDouble() > 50, reading.ToString());
    }

    [Fact]
    public async Task Json_LeavesSpeedOut_WhenNoPhotoCanBeRead()
    {
        SharedData.Require("models");
        var pairs = Path.Combine(_folder.FullName, "pairs.csv");
        await File.WriteAllTextAsync(
            pairs, "fold,file_a,file_b,same\n0,absent.jpg,gone.jpg,1\n", TestContext.Current.CancellationToken);
        using var worker = WorkerProcess.Start(
            Path.Combine(_folder.FullName, "home"), null,
            "evaluate", "verify", "--images", _folder.FullName, "--pairs", pairs, "--json");

        Assert.True(await worker.WaitAsync(TestContext.Current.CancellationToken) == 0, worker.Printed);

        using var figures = JsonDocument.Parse(
            worker.Printed.Split('\n').Last(line => line.StartsWith('{')));
        Assert.Equal(2, figures.RootElement.GetProperty("facesNotFound").GetInt32());
        var reading = figures.RootElement.GetProperty("reading");
        Assert.Equal(0, reading.GetProperty("photos").GetInt32());
        Assert.Equal(JsonValueKind.Null, reading.GetProperty("photosPerSecond").ValueKind);
        Assert.Equal(JsonValueKind.Null, reading.GetProperty("cpuSecondsPerPhoto").ValueKind);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
