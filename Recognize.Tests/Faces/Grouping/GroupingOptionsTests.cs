using Microsoft.Extensions.Configuration;
using Recognize.Models.Faces.Grouping;

namespace Recognize.Tests.Faces.Grouping;

public sealed class GroupingOptionsTests
{
    [Fact]
    public void LimitsFor_TakesTheMeasuredLimits_WhenNothingIsSet()
    {
        Assert.Equal(SimilarityLimits.MobileFaceNet, new GroupingOptions().LimitsFor("foamliu-MobileFaceNet.onnx"));
        Assert.Equal(SimilarityLimits.FrFeature, new GroupingOptions().LimitsFor("fr_feature.onnx"));
    }

    [Fact]
    public void LimitsFor_LaysSettingsOverTheMeasuredLimits_WhenTheyAreBoundFromConfiguration()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Recognize:Grouping:PairSimilarity"] = "0.6",
            ["Recognize:Grouping:Neighbours"] = "64",
        }).Build();

        var options = configuration.GetSection(GroupingOptions.SectionName).Get<GroupingOptions>()!;

        Assert.Equal(64, options.Neighbours);
        Assert.Equal(
            SimilarityLimits.MobileFaceNet with { Pair = 0.6f }, options.LimitsFor("foamliu-MobileFaceNet.onnx"));
    }

    [Fact]
    public void LimitsFor_NamesTheMissingSetting_WhenTheEmbedderIsUnknown()
    {
        var error = Assert.Throws<ArgumentException>(
            () => new GroupingOptions { GroupSimilarity = 0.4f }.LimitsFor("other.onnx"));

        Assert.Contains("Recognize:Grouping:PairSimilarity", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0f, 0.5f, 0.5f, 0.5f, 0.05f)]
    [InlineData(0.4f, 0.3f, 0.5f, 0.5f, 0.05f)]
    [InlineData(0.4f, 0.5f, 0.3f, 0.5f, 0.05f)]
    [InlineData(0.4f, 0.5f, 0.5f, 1f, 0.05f)]
    [InlineData(0.4f, 0.5f, 0.5f, 0.5f, -0.01f)]
    [InlineData(0.4f, float.NaN, 0.5f, 0.5f, 0.05f)]
    public void LimitsFor_Refuses_WhenLimitsContradictEachOther(
        float group, float pair, float join, float attach, float margin)
    {
        var options = new GroupingOptions
        {
            GroupSimilarity = group,
            PairSimilarity = pair,
            JoinSimilarity = join,
            AttachSimilarity = attach,
            Margin = margin,
        };

        Assert.Throws<ArgumentException>(() => options.LimitsFor("other.onnx"));
    }

    [Fact]
    public void Needed_FallsFromThePairLimitToTheGroupLimit_WhenMoreFacesAreCompared()
    {
        var limits = SyntheticFaces.Limits;

        Assert.Equal(0.5f, limits.Needed(1, 1), 1e-6f);
        Assert.Equal(0.45f, limits.Needed(2, 1), 1e-6f);
        Assert.Equal(0.4f, limits.Needed(1000, 1000), 1e-5f);
        Assert.Equal(0.45f, limits.NeededToJoin(10, 10), 1e-6f);
    }
}
