using Recognize.Models.Classifiers;
using Recognize.Models.Media;
using Recognize.Models.Packs;
using Recognize.Models.Packs.Own;
using Recognize.Tests.Packs.Own;

namespace Recognize.Tests.Classifiers;

public sealed class ModelTrialTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("recognize-trial-");
    private readonly PhotoDecoder _decoder = new(new MediaOptions());

    public static TheoryData<string, string> Refusals => new()
    {
        { nameof(SmallNetworks.WithNaNWeight), "not numbers" },
        { nameof(SmallNetworks.WithNaNOutput), "not numbers" },
        { nameof(SmallNetworks.ForVectors), "[1, 64]" },
        { nameof(SmallNetworks.ToPicture), "no row of scores" },
        { nameof(SmallNetworks.OfTwoInputs), "2 inputs" },
        { nameof(SmallNetworks.OfUnknownOperator), "FancyPool" },
        { nameof(SmallNetworks.WithExternalData), "external data" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Run_RefusesInWords_WhenTheNetworkIsNotToBeUsed(string network, string expected)
    {
        var content = (byte[])typeof(SmallNetworks).GetMethod(network)!.Invoke(null, null)!;

        var report = Try(content);

        Assert.Contains(expected, report.Refusal!, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_RefusesInWords_WhenAFileIsCutOff()
    {
        var whole = SmallNetworks.Colours();

        Assert.Contains("cut off", Try(whole[..(whole.Length / 2)]).Refusal!, StringComparison.Ordinal);
        Assert.Contains("cannot be imported", Try([1, 2, 3, 4, .. "TFL3"u8, 9, 9], "model.tflite").Refusal!, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_RefusesInWords_WhenTheFileVanishes()
    {
        var report = ModelTrial.Run(Request("gone.onnx"), new PhotoTrial(_decoder), TestContext.Current.CancellationToken);

        Assert.Contains("cannot be read", report.Refusal!, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_LooksAtPhotos_WhenAllIsWell()
    {
        var red = Path.Combine(_folder.FullName, "red.bmp");
        File.WriteAllBytes(red, SmallPhoto.Bmp(200, 0, 0));

        var report = Try(SmallNetworks.Colours(), "model.onnx", red, red + ".gone");

        Assert.Null(report.Refusal);
        Assert.Equal(new OwnOutput("scores", 3, OwnOutputKind.Softmax), report.Output);
        Assert.Equal((8, 8), (report.Input!.Width, report.Input.Height));
        Assert.Equal(0, report.Files[0].Best[0].Index);
        Assert.True(report.Files[0].Best[0].Score > 0.9f);
        Assert.NotNull(report.Files[1].Problem);
    }

    [Fact]
    public void Run_TakesBytesInRows_WhenTheNetworkWantsThem()
    {
        var blue = Path.Combine(_folder.FullName, "blue.bmp");
        File.WriteAllBytes(blue, SmallPhoto.Bmp(0, 0, 255));

        File.WriteAllBytes(Path.Combine(_folder.FullName, "bytes.onnx"), SmallNetworks.InterleavedColours());
        var report = ModelTrial.Run(
            Request("bytes.onnx", input: null) with { Files = [blue] }, new PhotoTrial(_decoder), TestContext.Current.CancellationToken);

        Assert.Null(report.Refusal);
        Assert.True(report.Input!.Interleaved);
        Assert.Equal(OwnOutputKind.Logits, report.Output!.Kind);
        Assert.Equal(2, report.Files[0].Best[0].Index);
    }

    public void Dispose()
    {
        _decoder.Dispose();
        _folder.Delete(recursive: true);
    }

    private ModelTrialReport Try(byte[] content, string name = "model.onnx", params string[] photos)
    {
        File.WriteAllBytes(Path.Combine(_folder.FullName, name), content);
        return ModelTrial.Run(Request(name) with { Files = photos }, new PhotoTrial(_decoder), TestContext.Current.CancellationToken);
    }

    private ModelTrialRequest Request(string name, string? input = "pixels=0..1") => new()
    {
        Path = Path.Combine(_folder.FullName, name), Task = ModelTasks.Objects, Input = input,
        LabelCount = 3, MemoryMiB = 1024,
    };
}
