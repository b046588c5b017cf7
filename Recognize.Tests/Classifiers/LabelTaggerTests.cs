using Recognize.Models.Classifiers;
using Recognize.Models.Packs;
using Recognize.Models.Packs.Own;
using Recognize.Models.Tags;
using Recognize.Tests.Packs.Own;

namespace Recognize.Tests.Classifiers;

public sealed class LabelTaggerTests
{
    private static readonly TagDefinition Animal = TagDefinition.Untranslated("animal", TagKind.Subject, "Animal");
    private static readonly TagDefinition Dog = new(
        "dog", TagKind.Subject, new Dictionary<string, string> { ["en"] = "Dog", ["de"] = "Hund" }, Animal);

    [Fact]
    public void Tag_UsesKnownTagsWithTheirParents_AndMakesOthersItsOwn()
    {
        var tagger = Tagger(OwnOutputKind.Sigmoid, "beagle", "Zürich HB, station", "mouse");

        var tags = tagger.Tag([0.9f, 0.8f, 0.1f]);

        Assert.Equal(["animal", "dog", "own:zürich-hb"], tags.Select(tag => tag.TagId).Order(StringComparer.Ordinal));
        Assert.Equal("pets:beagle", tags.First(tag => tag.TagId == "dog").RawLabel);
        Assert.All(tags, tag => Assert.Equal(TagSource.Recogniser, tag.Source));
    }

    [Fact]
    public void Tag_AddsUpWhatExcludesEachOther_AndOnlyThat()
    {
        var exclusive = Tagger(OwnOutputKind.Softmax, "beagle", "terrier", "cat").Tag([0.3f, 0.35f, 0.35f]);
        var independent = Tagger(OwnOutputKind.Sigmoid, "beagle", "terrier", "cat").Tag([0.3f, 0.35f, 0.35f]);

        Assert.Equal(0.65f, exclusive.First(tag => tag.TagId == "dog").Score, 1e-5f);
        Assert.Equal("pets:terrier", exclusive.First(tag => tag.TagId == "dog").RawLabel);
        Assert.Empty(independent);
    }

    [Fact]
    public void Tag_SaysNothing_WhenTheBackgroundIsSurest()
    {
        var own = OwnPacks.Draft(ModelTasks.Objects, ["background", "cat", "dog"]);
        var tagger = new LabelTagger(
            Pack(ModelTasks.Objects, OwnOutputKind.Softmax, own.Labels!.Background), own.Labels.Names, new Known());

        Assert.Empty(tagger.Tag([0.98f, 0.01f, 0.01f]));
    }

    [Fact]
    public void Tag_MakesLandmarks_WhenThatIsTheTask()
    {
        var tagger = new LabelTagger(
            Pack(ModelTasks.Landmarks, OwnOutputKind.Softmax, new HashSet<int>()), ["Tour Eiffel", "東京タワー", "x"], new Known());

        var tags = tagger.Tag([0.6f, 0.9f, 0]);

        Assert.Equal(["landmark:東京タワー", "landmark:tour-eiffel"], tags.Select(tag => tag.TagId));
        Assert.All(tags, tag => Assert.Equal((TagKind.Landmark, TagSource.LandmarkModel), (tag.Tag.Kind, tag.Source)));
    }

    private static LabelTagger Tagger(OwnOutputKind kind, params string[] labels) =>
        new(Pack(ModelTasks.Objects, kind, new HashSet<int>()), labels, new Known());

    private static PackTask Pack(string task, OwnOutputKind kind, IReadOnlySet<int> background) =>
        new("pets", task, "pets-1", new Dictionary<string, ModelFile>())
        {
            Own = new OwnModel(OwnPacks.ColourInput, new OwnOutput("scores", 3, kind), 0.5f, background, DateTimeOffset.UnixEpoch),
        };

    private sealed class Known : ITagLookup
    {
        public TagDefinition? Find(string label) => label is "beagle" or "terrier" ? Dog : null;
    }
}
