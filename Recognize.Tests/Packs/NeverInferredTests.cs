using Recognize.Models.Music;
using Recognize.Models.Packs;
using Recognize.Models.Packs.Own;
using Recognize.Tests.Support;
using YamlDotNet.Serialization;

namespace Recognize.Tests.Packs;

public sealed class NeverInferredTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("happy", "emotion")]
    [InlineData("Happy face", "emotion")]
    [InlineData("emotion_angry", "emotion")]
    [InlineData("facialExpression", "emotion")]
    [InlineData("Crying, sobbing", "emotion")]
    [InlineData("traurig", "emotion")]
    [InlineData("szczęśliwy", "emotion")]
    [InlineData("female", "gender")]
    [InlineData("Female vocalists", "gender")]
    [InlineData("Young woman", "gender")]
    [InlineData("gender", "gender")]
    [InlineData("Mädchen", "gender")]
    [InlineData("age_20_29", "age")]
    [InlineData("ageGroup", "age")]
    [InlineData("(25-32)", "age")]
    [InlineData("60+", "age")]
    [InlineData("Baby", "age")]
    [InlineData("enfant", "age")]
    [InlineData("Asian person", "ethnicity")]
    [InlineData("skin tone 4", "ethnicity")]
    [InlineData("race", "ethnicity")]
    [InlineData("Latino_Hispanic face", "ethnicity")]
    [InlineData("skin cancer", "health")]
    [InlineData("Pregnant", "health")]
    [InlineData("Cough", "health")]
    [InlineData("schwanger", "health")]
    public void Find_KnowsWhatIsNeverInferred(string label, string kind) =>
        Assert.Equal(kind, NeverInferred.Rules.Find(label));

    [Theory]
    [InlineData("aged cheese")]
    [InlineData("Gender reveal party")]
    [InlineData("Race car")]
    [InlineData("Happy hour")]
    [InlineData("Happy music")]
    [InlineData("Black swan, Cygnus atratus")]
    [InlineData("black")]
    [InlineData("white wolf, Arctic wolf")]
    [InlineData("Indian elephant")]
    [InlineData("Asian paradise flycatcher")]
    [InlineData("Infant bed")]
    [InlineData("Kid bike")]
    [InlineData("Old English sheepdog, bobtail")]
    [InlineData("great white shark, man-eater")]
    [InlineData("yellow lady's slipper")]
    [InlineData("Wheelchair")]
    [InlineData("groom, bridegroom")]
    [InlineData("person")]
    [InlineData("Crowd")]
    [InlineData("New-age music")]
    [InlineData("80s")]
    [InlineData("Stage")]
    [InlineData("")]
    public void Find_LeavesOtherLabelsAlone(string label) => Assert.Null(NeverInferred.Rules.Find(label));

    [Fact]
    public void Catalogue_DeclaresNoOutputOfTheKind()
    {
        foreach (var pack in ModelCatalogue.Default.Packs)
        {
            Assert.All(pack.Files, file => Assert.Null(NeverInferred.Rules.Find(file.Output)));
            Assert.All(pack.Tasks, task => Assert.All(task.Files.Keys, role => Assert.Null(NeverInferred.Rules.Find(role))));
        }
        var harmful = Repository.Read("Recognize.Models/Packs/catalogue.yaml").Replace("output0: float 1x128", "gender: float 1x2", StringComparison.Ordinal);

        var refusal = Assert.Throws<FormatException>(() => ModelCatalogue.Parse(harmful));

        Assert.Contains("infers gender from people", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>Networks that ship know such things of sound; what no rule names never becomes a tag.</summary>
    [Theory]
    [InlineData("imagenet_labels.txt", "")]
    [InlineData("inat_bird_labels.txt", "")]
    [InlineData("mlkit-object_labeler.labels.txt", "")]
    [InlineData("yamnet_class_map.csv",
        "Laughter|Crying, sobbing|Cough|Sneeze|Wheeze|Baby cry, infant cry|Child speech, kid speaking|Belly laugh|Baby laughter|Whimper")]
    [InlineData("musicnn", "female vocalists|male vocalists|female vocalist|sad|happy")]
    public void Labels_ThatShip_AreAllowedOrLeftOut(string file, string leftOut)
    {
        var labels = file == "musicnn" ? MusicnnTags.Names
            : file.EndsWith(".csv", StringComparison.Ordinal) ? SoundClasses.Read(File.ReadAllText(SharedData.Require($"models/{file}")))
            : File.ReadAllLines(SharedData.Require($"models/{file}"));
        var rules = WordsOf("Recognize.Models/Music/genre-rules.yaml").Concat(WordsOf("Recognize.Models/Tags/tag-rules.yaml"))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);

        var found = labels.Where(label => NeverInferred.Rules.Find(label) is not null).ToList();

        Assert.Subset(leftOut.Split('|').ToHashSet(), found.ToHashSet());
        // Both count for a tag that says nothing of the kind: speech, and a crowd.
        Assert.All(found.Except(["Child speech, kid speaking", "Laughter"]), label => Assert.DoesNotContain(label, rules));
    }

    [Fact]
    public void Taxonomy_HasNoTagOfTheKind_InAnyLanguage()
    {
        var document = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(
            Repository.Read("Recognize.Models/Tags/tag-names.yaml"));
        var languages = ((IEnumerable<object>)document["languages"]).Select(language => (string)language).ToList();
        var names = (Dictionary<object, object>)document["names"];
        Assert.True(names.Count > 500, "The taxonomy was not found.");
        foreach (var (id, translated) in names)
        {
            Assert.Null(NeverInferred.Rules.Find((string)id, "en"));
            foreach (var (language, name) in languages.Zip((IEnumerable<object>)translated))
                Assert.True(NeverInferred.Rules.Find((string)name, language) is null, $"{id}: {name} ({language})");
        }
    }

    [Fact]
    public async Task Schema_HasNoColumnAndNoTypeOfTheKind()
    {
        await using var installation = await TestInstallation.CreateAsync(postgres);
        var names = new List<string>();
        await using var command = installation.Database.CreateCommand(
            """
            SELECT table_name || ' ' || column_name FROM information_schema.columns
            WHERE table_schema NOT IN ('pg_catalog', 'information_schema')
            UNION ALL SELECT typname || ' ' || coalesce(enumlabel, '') FROM pg_type
            LEFT JOIN pg_enum ON enumtypid = pg_type.oid
            WHERE typnamespace = 'public'::regnamespace
            """);
        await using (var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken))
        {
            while (await reader.ReadAsync(TestContext.Current.CancellationToken))
                names.Add(reader.GetString(0));
        }

        Assert.True(names.Count > 100, "The schema was not found.");
        // An account that may not sign in any more.
        foreach (var name in names.Where(name => name != "users disabled_at"))
        {
            foreach (var part in name.Split(' ').SelectMany(word => word.Split('_').Append(word)))
                Assert.True(NeverInferred.Rules.Find(part, "en") is null, name);
        }
    }

    [Fact]
    public void Find_LeavesFewLabelsOut_AndRefusesAModelThatIsThereForThem()
    {
        var scene = LabelList.Of(["beach", "happy", "forest", "woman", "street", "sky", "boat"]);

        var found = LeftOutLabels.Find(scene);
        var refusal = Assert.Throws<ModelRefusedException>(
            () => LeftOutLabels.Find(LabelList.Of(["angry", "happy", "neutral", "sad", "background"])));

        Assert.Equal(["1 emotion", "3 gender"], found.Select(pair => $"{pair.Key} {pair.Value}"));
        Assert.Equal([1, 3], LeftOutLabels.Without(scene, found).Background.Order());
        Assert.Contains("infers emotion from people, which this program never does", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RequireAllowed_RefusesAnOutput_ThatIsNamedAfterIt()
    {
        var refusal = Assert.Throws<ModelRefusedException>(
            () => LeftOutLabels.RequireAllowed(new OwnOutput("gender_output", 2, OwnOutputKind.Softmax)));

        Assert.Contains("--output", refusal.Message, StringComparison.Ordinal);
        LeftOutLabels.RequireAllowed(new OwnOutput("embedding", 128, OwnOutputKind.Embedding));
    }

    /// <summary>Scalars of a file that are not comments.</summary>
    private static IEnumerable<string> WordsOf(string path)
    {
        var parser = new YamlDotNet.Core.Parser(new StringReader(Repository.Read(path)));
        while (parser.MoveNext())
        {
            if (parser.Current is YamlDotNet.Core.Events.Scalar scalar)
                yield return scalar.Value.Split('@')[0];
        }
    }
}
