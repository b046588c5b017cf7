using Recognize.Models.Packs.Own;

namespace Recognize.Tests.Packs.Own;

public sealed class OnnxInspectionTests
{
    [Fact]
    public void Read_KnowsInputsOutputsAndWhatTheyMean()
    {
        var summary = OnnxInspection.Read(SmallNetworks.Colours());

        var input = Assert.Single(summary.Inputs);
        Assert.Equal(("input", 1), (input.Name, input.ElementType));
        Assert.Equal([1, 3, 8, 8], input.Shape!);
        Assert.Equal("scores", Assert.Single(summary.Outputs).Name);
        Assert.Equal("Softmax", summary.MeaningOf("scores"));
    }

    [Fact]
    public void Read_RefusesEveryTruncation_AndNeverCrashes()
    {
        var whole = SmallNetworks.Colours();

        for (var length = 0; length < whole.Length; length++)
        {
            var cut = whole[..length];
            Assert.Throws<ModelRefusedException>(() => OnnxInspection.Read(cut));
        }
    }

    [Fact]
    public void Read_RefusesInWordsOrReads_WhenBytesAreChanged()
    {
        var whole = SmallNetworks.Colours();
        var random = new Random(3);

        for (var round = 0; round < 2000; round++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            var error = Record.Exception(() => OnnxInspection.Read(damaged));
            Assert.True(error is null or ModelRefusedException, error?.ToString());
        }
    }

    [Fact]
    public void Read_RefusesWeightsThatAreNoNumbers()
    {
        foreach (var network in (byte[][])[SmallNetworks.WithNaNWeight(), SmallNetworks.WithInfiniteWeight()])
        {
            var refused = Assert.Throws<ModelRefusedException>(() => OnnxInspection.Read(network));

            Assert.Contains("\"bias\"", refused.Message, StringComparison.Ordinal);
            Assert.Contains("NaN", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Read_RefusesWeightsInOtherFiles()
    {
        var refused = Assert.Throws<ModelRefusedException>(() => OnnxInspection.Read(SmallNetworks.WithExternalData()));

        Assert.Contains("external data", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<!DOCTYPE html>", "web page")]
    [InlineData("version https://git-lfs.github.com/spec/v1", "Git LFS")]
    [InlineData("PK\u0003\u0004....", "zip")]
    [InlineData("what is this", "neither")]
    [InlineData("", "empty")]
    public void Identify_SaysWhatTheFileIs_WhenItIsNoModel(string content, string expected)
    {
        var refused = Assert.Throws<ModelRefusedException>(
            () => ModelFormat.Identify(System.Text.Encoding.ASCII.GetBytes(content)));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }
}
