using Recognize.Models.Music;
using Recognize.Models.Packs.Import;
using Recognize.Tests.Support;

namespace Recognize.Tests.Music;

public sealed class LogMelSpectrogramTests
{
    private static readonly SpectrogramConstants Constants =
        new([1, 1, 1, 1], 2, 8, 3, 2, [1, 0, 0, 0, 0, 0, 0, 2, 0, 0], [0.5f, 0.5f]);

    [Fact]
    public void Yamnet_AgreesWithTheFrontInTheNetwork_OnNoise()
    {
        var file = SharedData.Require("models/lite-model_yamnet_classification_tflite_1.tflite");
        var inside = LogMelSpectrogram.Of(ModelImport.ReadSpectrogram("yamnet.tflite", File.ReadAllBytes(file)));
        var random = new Random(1);
        var samples = Enumerable.Range(0, 15_600).Select(_ => random.NextSingle() - 0.5f).ToArray();

        var values = LogMelSpectrogram.Yamnet.Compute(samples);

        Assert.Equal(96 * 64, values.Length);
        Assert.All(inside.Compute(samples).Zip(values), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 0)]
    [InlineData(4, 1)]
    [InlineData(5, 1)]
    [InlineData(6, 2)]
    public void Compute_GivesTheFramesThatFit(int samples, int frames)
    {
        var spectrogram = LogMelSpectrogram.Of(Constants);

        Assert.Equal(frames, spectrogram.FrameCount(samples));
        Assert.Equal(frames * 2, spectrogram.Compute(new float[samples]).Length);
    }

    [Fact]
    public void Compute_TakesTheLogarithm_OfEachBandsMagnitude()
    {
        var values = LogMelSpectrogram.Of(Constants).Compute([0.25f, 0.25f, 0.25f, 0.25f]);

        // At 0 Hz the four samples add up; a quarter of the rate cancels them.
        Assert.Equal(Math.Log(1 + 0.5), values[0], 1e-5);
        Assert.Equal(Math.Log(0.5), values[1], 1e-5);
    }

    [Theory]
    [InlineData(256, 0)]
    [InlineData(257, 2)]
    [InlineData(16_000, 63)]
    public void FrameCount_CountsCentredFrames_OfMusicnn(int samples, int frames) =>
        Assert.Equal(frames, LogMelSpectrogram.Musicnn.FrameCount(samples));

    [Fact]
    public void Of_RefusesAFloorForEachBand() => Assert.Throws<NotSupportedException>(
        () => LogMelSpectrogram.Of(Constants with { Floor = [0.5f, 0.25f] }));
}
