using Recognize.Models.Packs.Own;

namespace Recognize.Tests.Packs.Own;

public sealed class OwnSoundPlanTests
{
    [Theory]
    [InlineData(new[] { 1, 48_000 }, null, SoundForm.Waveform, 16_000, "1x48000")]
    [InlineData(new[] { 15_600 }, null, SoundForm.Waveform, 16_000, "15600")]
    [InlineData(new[] { -1, -1 }, "seconds=3", SoundForm.Waveform, 16_000, "1x48000")]
    [InlineData(new[] { 1, 1, -1 }, "rate=44100,seconds=10", SoundForm.Waveform, 44_100, "1x1x441000")]
    [InlineData(new[] { -1, 187, 96 }, null, SoundForm.Musicnn, 16_000, "1x187x96")]
    [InlineData(new[] { 1, 187, 96, 1 }, null, SoundForm.Musicnn, 16_000, "1x187x96x1")]
    [InlineData(new[] { -1, 96, 64 }, null, SoundForm.Yamnet, 16_000, "1x96x64")]
    [InlineData(new[] { -1, -1, -1 }, "logmel=yamnet", SoundForm.Yamnet, 16_000, "1x96x64")]
    public void Settle_TakesWhatTheShapeSays_AndTheOwnerAdds(
        int[] shape, string? said, SoundForm form, int rate, string expected)
    {
        var input = OwnSoundPlan.Settle(OwnSoundRequest.Parse(said), shape, takesBytes: false).Input;

        Assert.Equal((form, rate, expected), (input.Form, input.SampleRate, string.Join('x', input.Shape)));
    }

    [Theory]
    [InlineData(new[] { 1, 3, 224, 224 }, null, "[1, 3, 224, 224]")]
    [InlineData(new[] { 1, 128, 128 }, null, "a network for music takes mono sound")]
    [InlineData(new[] { 1, 48_000 }, "logmel=musicnn", "[1, 48000]")]
    [InlineData(new[] { 1, 48_000 }, "seconds=2", "32000 samples, but the network takes 48000 only")]
    [InlineData(new[] { 1, -1 }, null, "any length")]
    [InlineData(new[] { 1, 64 }, null, "takes 0.1 to 60 s")]
    [InlineData(new[] { -1, 187, 96 }, "logmel=musicnn,rate=44100", "rate of 16000")]
    [InlineData(new[] { 1, -1 }, "seconds=0", "must be 0.1 to 60")]
    [InlineData(new[] { 1, -1 }, "size=224", "\"size=224\" of --input is not understood")]
    public void Settle_RefusesInWords_WhenItIsNoSound(int[] shape, string? said, string expected)
    {
        var refusal = Assert.Throws<ModelRefusedException>(
            () => OwnSoundPlan.Settle(OwnSoundRequest.Parse(said), shape, takesBytes: false));

        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }
}
