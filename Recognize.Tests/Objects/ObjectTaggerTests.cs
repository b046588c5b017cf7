using Recognize.Models.Inference;
using Recognize.Models.Objects;
using Recognize.Models.Tags;

namespace Recognize.Tests.Objects;

public sealed class ObjectTaggerTests
{
    private static readonly ObjectTagger Tagger = new(
        TagRules.Parse(
            """
            version: 1
            imagenetThreshold: 0.6
            cocoThreshold: 0.5
            tags:
            - { id: animal, name: Animal }
            - { id: dog, name: Dog, parents: [animal], gather: true, threshold: 0.7, coco: [dog], cocoThreshold: 0.6, agreement: 0.2 }
            - { id: beagle, name: Beagle, parents: [dog], imagenet: [beagle] }
            - { id: poodle, name: Poodle, parents: [dog], imagenet: [poodle] }
            - { id: car, name: Car, imagenet: [cab], coco: [car] }
            """),
        ["beagle", "poodle", "cab", "other"],
        ["dog", "car"]);

    [Fact]
    public void Tag_ImpliesTheParents_WhenALabelIsSure()
    {
        var tags = Tag([0.9f, 0.02f, 0, 0.08f]);

        Assert.Equal(["animal", "beagle", "dog"], tags.Select(tag => tag.TagId).Order());
        Assert.Equal(0.92f, tags.Single(tag => tag.TagId == "dog").Score, 1e-4f);
        Assert.Equal(0.92f, tags.Single(tag => tag.TagId == "animal").Score, 1e-4f);
        Assert.All(tags, tag => Assert.Equal("imagenet:beagle", tag.RawLabel));
    }

    [Fact]
    public void Tag_NamesTheKindOnly_WhenTheBreedIsNotSure()
    {
        var tags = Tag([0.45f, 0.4f, 0, 0.15f]);

        Assert.Equal(["animal", "dog"], tags.Select(tag => tag.TagId).Order());
    }

    [Fact]
    public void Tag_SaysNothing_WhenNothingIsSure()
    {
        Assert.Empty(Tag([0.3f, 0.3f, 0.3f, 0.1f]));
    }

    [Fact]
    public void Tag_DoesNotBelieveABox_WhenTheClassifierDisagrees()
    {
        Assert.Empty(Tag([0.05f, 0.05f, 0, 0.9f], Box(0, 0.9f)));
    }

    [Fact]
    public void Tag_BelievesABox_WhenTheClassifierHalfAgrees()
    {
        var tags = Tag([0.15f, 0.1f, 0, 0.75f], Box(0, 0.65f));

        Assert.Equal(["animal", "dog"], tags.Select(tag => tag.TagId).Order());
        Assert.All(tags, tag => Assert.Equal("coco:dog", tag.RawLabel));
    }

    [Fact]
    public void Tag_TakesTheSurestBox_WhenThereAreSeveral()
    {
        var tag = Assert.Single(Tag([0, 0, 0.1f, 0.9f], Box(1, 0.55f), Box(1, 0.8f), Box(1, 0.4f)));

        Assert.Equal(("car", 0.8f), (tag.TagId, tag.Score));
    }

    [Fact]
    public void Constructor_NamesTagAndLabel_WhenTheModelsDoNotHaveIt()
    {
        var rules = TagRules.Parse("version: 1\nimagenetThreshold: 0.5\ncocoThreshold: 0.5\ntags: [{id: a, name: A, imagenet: [unicorn]}]\n");

        var error = Assert.Throws<FormatException>(() => new ObjectTagger(rules, ["beagle"], ["dog"]));

        Assert.Contains("unicorn", error.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<RecognizedTag> Tag(float[] probabilities, params FoundObject[] objects) =>
        Tagger.Tag(probabilities, objects);

    private static FoundObject Box(int label, float score) => new(label, new ScoredBox(0, 0, 10, 10, score));
}
