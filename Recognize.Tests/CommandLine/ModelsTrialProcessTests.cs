using System.Diagnostics;
using Recognize.Models.Classifiers;
using Recognize.Models.Packs;
using Recognize.Tests.Packs.Own;
using Recognize.Worker.CommandLine;

namespace Recognize.Tests.CommandLine;

public sealed class ModelsTrialProcessTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("recognize-trial-process-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_Reports_WhenAllIsWell()
    {
        var report = await TryAsync(SmallNetworks.Colours());

        Assert.Null(report.Refusal);
        Assert.Equal(3, report.Output!.Length);
    }

    [Theory]
    [InlineData(nameof(SmallNetworks.HugeWhenRun))]
    [InlineData(nameof(SmallNetworks.HugeWhenLoaded))]
    public async Task Run_RefusesInWordsAndLives_WhenTheModelTakesTenGigabytes(string network)
    {
        var content = (byte[])typeof(SmallNetworks).GetMethod(network)!.Invoke(null, null)!;
        var before = Process.GetCurrentProcess().PeakWorkingSet64;

        var report = await TryAsync(content);

        Assert.Contains("more than 1024 MiB of memory", report.Refusal!, StringComparison.Ordinal);
        Assert.True(Process.GetCurrentProcess().PeakWorkingSet64 - before < 500L << 20);
    }

    [Fact]
    public async Task Run_StopsTheChild_WhenTheTimeIsUp()
    {
        // No process starts .NET within a millisecond.
        var report = await TryAsync(SmallNetworks.Colours(), TimeSpan.FromMilliseconds(1));

        Assert.Contains("did not finish", report.Refusal!, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<ModelTrialReport> TryAsync(byte[] content, TimeSpan? timeout = null)
    {
        var path = Path.Combine(_folder.FullName, "model.onnx");
        await File.WriteAllBytesAsync(path, content, Token);
        return await new ModelsTrialProcess(timeout ?? ModelsTrialProcess.Timeout).RunAsync(
            new ModelTrialRequest { Path = path, Task = ModelTasks.Objects, LabelCount = 3, MemoryMiB = 1024 }, Token);
    }
}
