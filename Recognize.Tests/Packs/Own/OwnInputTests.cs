using Recognize.Models.Packs;
using Recognize.Models.Packs.Own;

namespace Recognize.Tests.Packs.Own;

public sealed class OwnInputTests
{
    [Fact]
    public void Parse_TakesEverythingThatIsSaid()
    {
        var request = OwnInputRequest.Parse("size=320x240, layout=nhwc,channels=bgr,mean=1:2:3,scale=1/127.5,crop=0.9");

        Assert.Equal((320, 240, true, true, 0.9), (request.Width, request.Height, request.Interleaved, request.BlueFirst, request.Crop));
        Assert.Equal([1f, 2f, 3f], request.Mean!);
        Assert.Equal([1 / 127.5f, 1 / 127.5f, 1 / 127.5f], request.Scale!);
    }

    [Theory]
    [InlineData("size=99999")]
    [InlineData("size=a")]
    [InlineData("mean=1:2")]
    [InlineData("scale=1/0")]
    [InlineData("pixels=0..100")]
    [InlineData("colour=rgb")]
    [InlineData("crop=2")]
    public void Parse_NamesThePart_WhenItIsNotUnderstood(string part)
    {
        var refused = Assert.Throws<ModelRefusedException>(() => OwnInputRequest.Parse($"channels=rgb,{part}"));

        Assert.Contains(part, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settle_AssumesWhatIsUsualAndSaysSo_WhenNothingIsSaid()
    {
        var planar = Settle([1, 3, 224, 192]);
        var interleaved = Settle([-1, 299, 299, 3]);

        Assert.Equal((192, 224, false), (planar.Input.Width, planar.Input.Height, planar.Input.Interleaved));
        Assert.Equal(0.485f * 255, planar.Input.Mean[0], 1e-3f);
        Assert.Contains(planar.Assumptions, assumption => assumption.Contains("imagenet", StringComparison.Ordinal));
        Assert.Equal((299, true, 127.5f), (interleaved.Input.Width, interleaved.Input.Interleaved, interleaved.Input.Mean[0]));
    }

    [Theory]
    [InlineData("", 1, 16000)]
    [InlineData("", 1, 1, 28, 28)]
    [InlineData("", 8, 3, 224, 224)]
    [InlineData("", 1, 3, 100000, 100000)]
    [InlineData("size=160", 1, 3, 224, 224)]
    public void Settle_Refuses_WhenTheNetworkTakesNoSuchPhoto(string said, params int[] shape)
    {
        Assert.Throws<ModelRefusedException>(() => Settle(shape, said));
    }

    private static OwnInputPlan Settle(int[] shape, string said = "") => OwnInputPlan.Settle(
        OwnInputRequest.Parse(said), shape, takesBytes: false, isImported: false, ModelTasks.Objects);
}
