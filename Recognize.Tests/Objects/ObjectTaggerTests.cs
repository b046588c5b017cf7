using Recognize.Models.Inference;
using Recognize.Models.Objects;
using Recognize.Models.Tags;

namespace Recognize.Tests.Objects;

public sealed class ObjectTaggerTests
{
    private const string Rules =
        """
        version: 1
        alone: { imagenet: 0.7, coco: 0.6, labeler: 0.8 }
        agreed: { imagenet: 0.25, coco: 0.4, labeler: 0.5 }
        tags:
        - { id: animal }
        - { id: dog, parent: animal, coco: [dog], alone: { coco: 1 } }
        - { id: beagle, parent: dog, imagenet: [beagle] }
        - { id: poodle, parent: dog, imagenet: [poodle] }
        - { id: fish, parent: animal, imagenet: [tench], labeler: [Fish] }
        - { id: car, imagenet: [cab], coco: [car], labeler: [Car] }
        - { id: stuff, gather: false }
        - { id: lamp, parent: stuff, imagenet: [lamp], labeler: [Lamp] }
        exclusive: [[dog, fish]]
        """;

    private static readonly RawLabels Labels = new(
        ["beagle", "poodle", "tench", "cab", "lamp", "other"], ["Fish", "Car", "Lamp"], ["dog", "car"]);

    private static readonly ObjectTagger Tagger = new(
        TagRules.Parse(
            Rules,
            """
            languages: [en]
            names:
              animal: [Animal]
              dog: [Dog]
              beagle: [Beagle]
              poodle: [Poodle]
              fish: [Fish]
              car: [Car]
              stuff: [Stuff]
              lamp: [Lamp]
            """),
        Labels);

    [Fact]
    public void Tag_BringsTheParents_WhenALabelIsSure()
    {
        var tags = Tag([0.9f, 0.02f, 0, 0, 0, 0.08f]);

        Assert.Equal(["animal", "beagle", "dog"], Ids(tags));
        Assert.Equal(0.92f, tags.Single(tag => tag.TagId == "dog").Score, 1e-4f);
        Assert.Equal(0.92f, tags.Single(tag => tag.TagId == "animal").Score, 1e-4f);
        Assert.All(tags, tag => Assert.Equal("imagenet:beagle", tag.RawLabel));
        Assert.All(tags, tag => Assert.Equal(TagSource.Recogniser, tag.Source));
    }

    [Fact]
    public void Tag_NamesTheKindOnly_WhenTheBreedIsNotSure()
    {
        Assert.Equal(["animal", "dog"], Ids(Tag([0.45f, 0.4f, 0, 0, 0, 0.15f])));
    }

    [Fact]
    public void Tag_NamesTheWidestOnly_WhenEvenTheKindIsNotSure()
    {
        Assert.Equal(["animal"], Ids(Tag([0.3f, 0.1f, 0.4f, 0, 0, 0.2f])));
    }

    [Fact]
    public void Tag_SaysNothing_WhenNothingIsSure()
    {
        Assert.Empty(Tag([0.2f, 0.2f, 0.2f, 0.2f, 0.1f, 0.1f]));
    }

    [Fact]
    public void Tag_DoesNotAnswerWithAHeading_WhenItDoesNotGather()
    {
        Assert.Equal(["lamp", "stuff"], Ids(Tag([0, 0, 0, 0, 0.8f, 0.2f])));
        Assert.Empty(Tag([0, 0, 0, 0, 0.6f, 0.4f]));
    }

    [Fact]
    public void Tag_DoesNotBelieveABox_WhenTheRuleAsksForAgreement()
    {
        Assert.Empty(Tag([0.05f, 0.05f, 0, 0, 0, 0.9f], boxes: Box(0, 0.99f)));
    }

    [Fact]
    public void Tag_IsSurer_WhenTwoModelsAgree()
    {
        var tags = Tag([0.15f, 0.15f, 0, 0, 0, 0.7f], boxes: Box(0, 0.5f));

        Assert.Equal(["animal", "dog"], Ids(tags));
        Assert.All(tags, tag => Assert.Equal(1 - (0.7f * 0.5f), tag.Score, 1e-4f));
        Assert.All(tags, tag => Assert.Equal("imagenet:beagle + coco:dog", tag.RawLabel));
    }

    [Fact]
    public void Tag_BelievesTheLabelerAlone_WhenItIsSure()
    {
        var tag = Assert.Single(Tag(new float[6], [0, 0.85f, 0]));

        Assert.Equal(("car", "labeler:Car"), (tag.TagId, tag.RawLabel));
    }

    [Fact]
    public void Tag_BelievesOnlyTheSurest_WhenTagsExcludeEachOther()
    {
        var tags = Tag([0.9f, 0, 0, 0, 0, 0.1f], [0.85f, 0, 0]);

        Assert.Equal(["animal", "beagle", "dog"], Ids(tags));
    }

    [Fact]
    public void Tag_TakesTheSurestBox_WhenThereAreSeveral()
    {
        var tag = Assert.Single(Tag(new float[6], boxes: [Box(1, 0.65f), Box(1, 0.8f), Box(1, 0.4f)]));

        Assert.Equal(("car", 0.8f), (tag.TagId, tag.Score));
    }

    [Fact]
    public void Count_GivesTheBoxesOfATag_InFractionsOfThePhoto()
    {
        var evidence = new ObjectEvidence(
            new float[6], new float[3],
            [Box(1, 0.8f), new FoundObject(1, new ScoredBox(50, -10, 100, 60, 0.5f)), Box(1, 0.1f), Box(0, 0.9f)]);

        var counted = Assert.Single(Tagger.Count(evidence, Tagger.Tag(evidence), 100, 50));

        Assert.Equal(("car", 2), (counted.Tag.Id, counted.Count));
        Assert.Equal(0.5f, counted.Boxes[1].Box.X, 1e-5f);
        Assert.Equal(0, counted.Boxes[1].Box.Y, 1e-5f);
        Assert.Equal(0.5f, counted.Boxes[1].Box.Width, 1e-5f);
        Assert.Equal(1, counted.Boxes[1].Box.Height, 1e-5f);
    }

    [Fact]
    public void Constructor_NamesTagAndLabel_WhenTheModelsDoNotHaveIt()
    {
        var rules = TagRules.Parse(
            Rules.Split("tags:")[0] + "tags: [{id: a, imagenet: [unicorn]}]\n", "languages: [en]\nnames:\n  a: [A]\n");

        var error = Assert.Throws<FormatException>(() => new ObjectTagger(rules, Labels));

        Assert.Contains("a names the label unicorn", error.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<RecognizedTag> Tag(
        float[] classes, float[]? labels = null, params FoundObject[] boxes) =>
        Tagger.Tag(new ObjectEvidence(classes, labels ?? new float[3], boxes));

    private static IEnumerable<string> Ids(IEnumerable<RecognizedTag> tags) => tags.Select(tag => tag.TagId).Order();

    private static FoundObject Box(int label, float score) => new(label, new ScoredBox(0, 0, 10, 10, score));
}
