using System.Reflection;
using Recognize.Models.Objects;
using Recognize.Models.Tags;
using Recognize.Tests.Support;

namespace Recognize.Tests.Tags;

public sealed class TagRulesTests
{
    private const string Rules =
        """
        version: 3
        alone: { imagenet: 0.7, coco: 0.6, labeler: 0.8 }
        agreed: { imagenet: 0.3, coco: 0.4, labeler: 0.5 }
        """;

    private static readonly string[] Languages = ["en", "de", "fr", "es", "it", "nl", "pt", "pl"];

    [Theory]
    [InlineData(LabelModel.Imagenet, 1000)]
    [InlineData(LabelModel.Coco, 80)]
    [InlineData(LabelModel.Labeler, 631)]
    public void Default_MapsOrIgnoresEveryRawLabelOnce(LabelModel model, int count)
    {
        var labels = LabelsOf(model);

        var named = TagRules.Default.Tags.SelectMany(tag => tag.Of(model).Labels)
            .Concat(TagRules.Default.Ignored.SelectMany(ignored => IgnoredOf(ignored, model)));

        Assert.Equal(count, labels.Count);
        Assert.Equal(labels.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Default_MakesASpeciesOfEveryBirdLabel()
    {
        var rules = TagRules.Default;
        Assert.NotNull(rules.Species);
        var labels = ObjectLabels.ReadBirds(File.ReadAllText(SharedData.Require("models/inat_bird_labels.txt")));

        var species = labels.Where(label => label != "background")
            .Select(label => BirdSpecies.Find(label, rules, rules.Species.Parent)).ToList();

        Assert.Equal(965, labels.Count);
        Assert.All(species, Assert.NotNull);
        Assert.Equal(species.Count, species.Select(one => one!.Id).Distinct().Count());
    }

    [Fact]
    public void Default_NamesEveryTagInEveryLanguage()
    {
        var tags = TagRules.Default.Tags;

        Assert.All(tags, tag => Assert.Equal(Languages.Order(), tag.Definition.Names.Keys.Order()));
        Assert.All(
            tags.SelectMany(tag => tag.Definition.Names.Values),
            name => Assert.True(name.Length > 0 && name == name.Trim() && !char.IsLower(name[0]), name));
    }

    [Fact]
    public void Default_GivesEveryTagANameOfItsOwnInEachLanguage()
    {
        foreach (var language in Languages)
        {
            var names = TagRules.Default.Tags
                .GroupBy(tag => tag.Definition.Names[language], StringComparer.OrdinalIgnoreCase);

            Assert.All(names, group => Assert.True(group.Count() == 1, $"{group.Key} ({language}) names several tags"));
        }
    }

    [Fact]
    public void Default_KeepsEveryIdThatWasEverGiven()
    {
        using var stream = Assembly.GetExecutingAssembly()
            .GetManifestResourceStream("Recognize.Tests.Tags.object-tag-ids.txt");
        Assert.NotNull(stream);
        using var reader = new StreamReader(stream);
        var given = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(given.Order(StringComparer.Ordinal), TagRules.Default.Tags.Select(tag => tag.Id).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("beagle", "dog", "pet", "animal")]
    [InlineData("sports-car", "car", "vehicle")]
    [InlineData("acoustic-guitar", "guitar", "musical-instrument")]
    [InlineData("pizza", "food")]
    public void AncestorsOf_LeadToTheTop_WhenATagIsNarrow(string id, params string[] expected)
    {
        Assert.Equal(expected, TagRules.Default.AncestorsOf(id));
    }

    [Theory]
    [InlineData("screenshot")]
    [InlineData("document")]
    [InlineData("meme")]
    public void Default_HasATagForEveryFormOfPicture(string id)
    {
        Assert.Equal(TagKind.Document, TagRules.Default.Define(id).Kind);
    }

    [Fact]
    public void Version_Changes_WhenEitherFileDoes()
    {
        var rules = Rules + "\ntags: [{id: a}]\n";
        var names = "languages: [en]\nnames:\n  a: [A]\n";

        var first = TagRules.Parse(rules, names).Version;
        var second = TagRules.Parse(rules.Replace("0.7", "0.71", StringComparison.Ordinal), names).Version;
        var third = TagRules.Parse(rules, names.Replace("[A]", "[B]", StringComparison.Ordinal)).Version;

        Assert.StartsWith("3-", first, StringComparison.Ordinal);
        Assert.Equal(3, new[] { first, second, third }.Distinct().Count());
    }

    [Theory]
    [InlineData("tags: [{id: a, parent: c}, {id: b}]", "c, which")]
    [InlineData("tags: [{id: a}, {id: a}, {id: b}]", "twice")]
    [InlineData("tags: [{id: a, parent: b}, {id: b, parent: a}]", "ancestor")]
    [InlineData("tags: [{id: Bad Id}]", "Bad Id")]
    [InlineData("tags: [{id: a, alone: {imagenet: 1.5}}, {id: b}]", "threshold of a")]
    [InlineData("tags: [{id: a, treshold: 0.5}, {id: b}]", "treshold")]
    [InlineData("tags: [{id: a}]", "names for the tag b")]
    [InlineData("tags: [{id: a}, {id: b}, {id: c}]", "c has no name")]
    [InlineData("tags: [{id: a}, {id: b}]\nexclusive: [[a, d]]", "the tag d")]
    [InlineData("tags: [{id: a}, {id: b}]\nignored: [{reason: whim}]", "whim")]
    [InlineData("tags: [{id: a}, {id: b}]\nspecies: {parent: d, alone: 0.5, known: 0.5}", "the tag d")]
    [InlineData("tags: [{id: a, kind: odd}, {id: b}]", "odd")]
    public void Parse_SaysWhatIsWrong_WhenTheRulesAreNotSound(string tags, string expected)
    {
        var error = Assert.Throws<FormatException>(
            () => TagRules.Parse($"{Rules}\n{tags}\n", "languages: [en]\nnames:\n  a: [A]\n  b: [B]\n"));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_NamesTheTag_WhenALanguageIsMissing()
    {
        var error = Assert.Throws<FormatException>(
            () => TagRules.Parse(Rules + "\ntags: [{id: a}]\n", "languages: [en, de]\nnames:\n  a: [A]\n"));

        Assert.Contains("tag a needs 2 names", error.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> LabelsOf(LabelModel model) => model switch
    {
        LabelModel.Imagenet => ObjectLabels.ReadImageNet(File.ReadAllText(SharedData.Require("models/imagenet_labels.txt"))),
        LabelModel.Labeler => ObjectLabels.ReadLabeler(
            File.ReadAllLines(SharedData.Require("models/mlkit-object_labeler.labels.txt"))),
        _ => ObjectLabels.Coco,
    };

    private static IReadOnlyList<string> IgnoredOf(IgnoredLabels ignored, LabelModel model) => model switch
    {
        LabelModel.Imagenet => ignored.Imagenet,
        LabelModel.Labeler => ignored.Labeler,
        _ => ignored.Coco,
    };
}
