using Recognize.Models.Objects;
using Recognize.Models.Tags;
using Recognize.Tests.Support;

namespace Recognize.Tests.Tags;

public sealed class TagRulesTests
{
    [Fact]
    public void Default_MapsOrIgnoresEveryImageNetLabelOnce()
    {
        var labels = ObjectLabels.ReadImageNet(File.ReadAllText(SharedData.Require("models/imagenet_labels.txt")));

        var named = TagRules.Default.Tags.SelectMany(tag => tag.ClassifierLabels)
            .Concat(TagRules.Default.IgnoredClassifierLabels);

        Assert.Equal(labels.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Default_MapsOrIgnoresEveryCocoLabelOnce()
    {
        var named = TagRules.Default.Tags.SelectMany(tag => tag.DetectorLabels).Concat(TagRules.Default.IgnoredDetectorLabels);

        Assert.Equal(80, ObjectLabels.Coco.Count);
        Assert.Equal(ObjectLabels.Coco.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("beagle", "dog", "mammal", "pet", "animal")]
    [InlineData("sports-car", "car", "vehicle")]
    [InlineData("acoustic-guitar", "guitar", "musical-instrument")]
    [InlineData("pizza", "food")]
    public void AncestorsOf_LeadToTheTop_WhenATagIsNarrow(string id, params string[] expected)
    {
        Assert.Equal(expected.Order(), TagRules.Default.AncestorsOf(id).Order());
    }

    [Fact]
    public void Default_GivesEveryTagANameOfItsOwn()
    {
        var names = TagRules.Default.Tags.GroupBy(tag => tag.Name, StringComparer.OrdinalIgnoreCase);

        Assert.All(names, group => Assert.True(group.Count() == 1, $"{group.Key} is the name of several tags"));
    }

    [Fact]
    public void Version_Changes_WhenTheFileDoes()
    {
        const string Rules = "version: 3\nimagenetThreshold: 0.5\ncocoThreshold: 0.5\ntags: [{id: a, name: A}]\n";

        var first = TagRules.Parse(Rules).Version;
        var second = TagRules.Parse(Rules.Replace("name: A", "name: B", StringComparison.Ordinal)).Version;

        Assert.StartsWith("3-", first, StringComparison.Ordinal);
        Assert.NotEqual(first, second);
    }

    [Theory]
    [InlineData("tags: [{id: a, name: A, parents: [b]}]", "b")]
    [InlineData("tags: [{id: a, name: A}, {id: a, name: B}]", "twice")]
    [InlineData("tags: [{id: a, name: A, parents: [b]}, {id: b, name: B, parents: [a]}]", "ancestor")]
    [InlineData("tags: [{id: Bad Id, name: A}]", "Bad Id")]
    [InlineData("tags: [{id: a, name: A, threshold: 1.5}]", "threshold")]
    [InlineData("tags: [{id: a, name: A, treshold: 0.5}]", "treshold")]
    public void Parse_SaysWhatIsWrong_WhenTheRulesAreNotSound(string tags, string expected)
    {
        var error = Assert.Throws<FormatException>(
            () => TagRules.Parse($"version: 1\nimagenetThreshold: 0.5\ncocoThreshold: 0.5\n{tags}\n"));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
