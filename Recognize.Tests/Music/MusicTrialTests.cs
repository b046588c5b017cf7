using Recognize.Models.Classifiers;
using Recognize.Models.Media;
using Recognize.Models.Music;
using Recognize.Models.Packs;
using Recognize.Models.Packs.Own;
using Recognize.Tests.Media;
using Recognize.Tests.Packs.Own;

namespace Recognize.Tests.Music;

public sealed class MusicTrialTests : IDisposable
{
    private readonly MediaFolder _folder = new();

    [Theory]
    [InlineData(1L, 8000L)]
    [InlineData(8000L)]
    [InlineData(1L, 187L, 96L)]
    [InlineData(1L, 187L, 96L, 1L)]
    public void Run_HearsAToneApartFromSilence_InEveryForm(params long[] shape)
    {
        TestFfmpeg.Make("-f", "lavfi", "-i", "sine=frequency=500:duration=4", _folder["tone.wav"]);
        TestFfmpeg.Make("-f", "lavfi", "-i", "anullsrc=duration=4", "-t", "4", _folder["void.wav"]);

        var report = Try(SmallNetworks.Loudness(shape), _folder["tone.wav"], _folder["void.wav"], _folder["gone.wav"]);

        Assert.Null(report.Refusal);
        Assert.Null(report.Input);
        Assert.Equal(shape, report.Sound!.Shape);
        Assert.Equal(new OwnOutput("scores", 3, OwnOutputKind.Softmax), report.Output);
        Assert.Equal((0, 1), (report.Files[0].Best[0].Index, report.Files[1].Best[0].Index));
        Assert.All(report.Files.Take(2), file => Assert.True(file.Best[0].Score > 0.9f));
        Assert.NotNull(report.Files[2].Problem);
    }

    [Fact]
    public void Run_RefusesInWords_WhenSilenceGivesNoNumbers() =>
        Assert.Contains("not numbers", Try(SmallNetworks.WithNaNForSilence()).Refusal!, StringComparison.Ordinal);

    [Fact]
    public void Run_RefusesInWords_WhenItIsANetworkForPhotos() =>
        Assert.Contains("[1, 3, 8, 8]", Try(SmallNetworks.Colours()).Refusal!, StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();

    private ModelTrialReport Try(byte[] content, params string[] files)
    {
        var request = new ModelTrialRequest
        {
            Path = _folder.Write("model.onnx", content), Task = ModelTasks.Music, LabelCount = 3, MemoryMiB = 1024, Files = files,
        };
        var media = new MediaOptions();
        return ModelTrial.Run(
            request, new MusicTrial(new AudioDecoder(media), new MediaProbe(media)), TestContext.Current.CancellationToken);
    }
}
