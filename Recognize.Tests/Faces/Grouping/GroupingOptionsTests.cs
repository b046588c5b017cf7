using Microsoft.Extensions.Configuration;
using Recognize.Models.Faces.Grouping;

namespace Recognize.Tests.Faces.Grouping;

public sealed class GroupingOptionsTests
{
    [Fact]
    public void LimitsFrom_ShiftsAllLimitsAlike_WhenBoundFromConfiguration()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Recognize:Grouping:SimilarityShift"] = "0.05",
            ["Recognize:Grouping:MinGroupSize"] = "3",
        }).Build();

        var options = configuration.GetSection(GroupingOptions.SectionName).Get<GroupingOptions>()!;
        var limits = options.LimitsFrom(SyntheticFaces.Limits);

        Assert.Equal(3, options.MinGroupSize);
        Assert.Equal(0.45f, limits.Group, 1e-6f);
        Assert.Equal(0.55f, limits.Pair, 1e-6f);
        Assert.Equal(0.5f, limits.Join, 1e-6f);
        Assert.Equal(0.5f, limits.Attach, 1e-6f);
        Assert.Equal(SyntheticFaces.Limits.Margin, limits.Margin);
    }

    [Fact]
    public void LimitsFrom_TakesTheMeasuredLimits_WhenNothingIsSet()
    {
        Assert.Equal(SimilarityLimits.MobileFaceNet, new GroupingOptions().LimitsFrom(SimilarityLimits.MobileFaceNet));
        Assert.Equal(SimilarityLimits.FrFeature, new GroupingOptions().LimitsFrom(SimilarityLimits.FrFeature));
    }

    [Theory]
    [InlineData(0f, 0.5f, 0.5f, 0.5f, 0.05f)]
    [InlineData(0.4f, 0.3f, 0.5f, 0.5f, 0.05f)]
    [InlineData(0.4f, 0.5f, 0.3f, 0.5f, 0.05f)]
    [InlineData(0.4f, 0.5f, 0.5f, 1f, 0.05f)]
    [InlineData(0.4f, 0.5f, 0.5f, 0.5f, -0.01f)]
    [InlineData(0.4f, float.NaN, 0.5f, 0.5f, 0.05f)]
    public void LimitsFrom_Refuses_WhenLimitsContradictEachOther(
        float group, float pair, float join, float attach, float margin)
    {
        var limits = new SimilarityLimits { Group = group, Pair = pair, Join = join, Attach = attach, Margin = margin };

        Assert.Throws<ArgumentException>(() => new GroupingOptions().LimitsFrom(limits));
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
