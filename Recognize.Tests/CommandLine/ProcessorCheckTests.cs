using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Recognize.Models;
using Recognize.Tests.Media;
using Recognize.Tests.Support;
using Recognize.Worker.CommandLine;
using Processor = System.Runtime.InteropServices.Architecture;

namespace Recognize.Tests.CommandLine;

/// <summary>Old processors, played by child processes in which .NET is told to leave instructions alone.</summary>
public sealed partial class ProcessorCheckTests(PostgresFixture postgres)
{
    /// <summary>Tests of code that has vector forms.</summary>
    private static readonly string[] Kernels =
    [
        "*SimilarityTileTests", "*SignedBytesTests", "*PairSearchTests", "*ImageTensorTests", "*RealFourierTransformTests",
        "*LogMelSpectrogramTests", "*DescriptorMatcherTests", "*LocalFeatureExtractorTests", "*PixelResizerTests",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Processor.X64, true, true, null)]
    [InlineData(Processor.X64, true, false, "AVX2")]
    [InlineData(Processor.X64, false, false, "SSE4.2")]
    [InlineData(Processor.Arm64, false, false, null)]
    public void Describe_NamesWhatIsMissing(Processor architecture, bool hasSse42, bool hasAvx2, string? missing)
    {
        var sentence = ProcessorCheck.Describe(architecture, hasSse42, hasAvx2);

        if (missing is null)
            Assert.Null(sentence);
        else
            Assert.Contains($"processor: {missing} is missing", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableAVX")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    public async Task Kernels_GiveTheSameResults_WithoutNewInstructions(string off)
    {
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Processor.X64, "needs an x64 processor");
        var start = new ProcessStartInfo("dotnet", [typeof(ProcessorCheckTests).Assembly.Location, "-noColor", "-noLogo"])
        {
            RedirectStandardOutput = true,
        };
        foreach (var kernel in Kernels)
        {
            start.ArgumentList.Add("-class");
            start.ArgumentList.Add(kernel);
        }
        start.Environment[off] = "0";

        using var tests = Process.Start(start)!;
        var printed = await tests.StandardOutput.ReadToEndAsync(Token);
        await tests.WaitForExitAsync(Token);

        Assert.True(tests.ExitCode == 0, printed);
        Assert.InRange(int.Parse(TotalOf().Match(printed).Groups[1].ValueSpan), 40, 10_000);
    }

    [Fact]
    public async Task Index_AnalysesAPhoto_AndSaysWhatIsSlower_WithoutNewInstructions()
    {
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Processor.X64, "needs an x64 processor");
        SharedData.Require("models/yunet_n_dynamic.onnx");
        using var home = new TemporaryHome();
        var folder = Directory.CreateDirectory(Path.Combine(home.Folder, "media")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(folder, "photo.jpg"), DrawnPhoto.Jpeg(800, 600), Token);

        using var worker = WorkerProcess.Start(
            home.Home.Root, await postgres.CreateDatabaseAsync(Token), [("DOTNET_EnableHWIntrinsic", "0"), (RecognizeSettings.Threads, "1")],
            "index", "--faces", "--json", folder);

        Assert.True(await worker.WaitAsync(Token) == 0, worker.Printed);
        Assert.Contains("processor: SSE4.2 is missing or off", worker.Printed, StringComparison.Ordinal);
        Assert.Contains("\"analysed\":1", worker.Printed, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"Total: (\d+)")]
    private static partial Regex TotalOf();
}
