using Recognize.Models.Media;
using Recognize.Models.Objects;
using Recognize.Models.Tags;
using Recognize.Tests.Support;
using Recognize.Worker.CommandLine;
using Recognize.Worker.Evaluation;

namespace Recognize.Tests.Evaluation;

public sealed class ObjectsEvaluationTests
{
    private static readonly RecognizedTag Dog = new(
        TagRules.Default.Define("dog"), 0.9f, "imagenet:beagle, \"hound\"", TagSource.Recogniser);

    [Fact]
    public void Synsets_AreAThousandInOrder()
    {
        Assert.Equal(1000, ImageNetSynsets.InOrder.Count);
        Assert.Equal(ImageNetSynsets.InOrder.Order(StringComparer.Ordinal), ImageNetSynsets.InOrder);
        Assert.Equal((0, 281, -1), (
            ImageNetSynsets.PlaceOf("n01440764"), ImageNetSynsets.PlaceOf("n02123045"), ImageNetSynsets.PlaceOf("n00000001")));
    }

    [Fact]
    public void Sum_CountsOverTheRightPhotos()
    {
        var figures = ObjectsEvaluation.Sum(
        [
            new EvaluatedPhoto("a", "beagle", 0, [Dog, Dog]),
            new EvaluatedPhoto("b", "beagle", 3, [Dog]),
            new EvaluatedPhoto("c", "beagle", -1, [], "broken"),
            new EvaluatedPhoto("d", "", null, []),
        ]);

        Assert.Equal(new ObjectsFigures(4, 1 / 3.0, 2 / 3.0, 0.5, 0.75), figures);
    }

    [Fact]
    public void Sum_GivesNoRate_WhenThereIsNothingToDivideBy()
    {
        var figures = ObjectsEvaluation.Sum([]);

        Assert.Equal(new ObjectsFigures(0, null, null, null, null), figures);
        Assert.Equal(
            """{"images":0,"top1":null,"top5":null,"taggedShare":null,"meanTagsPerPhoto":null}""",
            EvaluateCommand.ToJson(figures));
    }

    [Fact]
    public void WriteTags_QuotesWhatHoldsCommas()
    {
        using var home = new TemporaryHome();
        var path = Path.Combine(home.Folder, "tags.csv");

        ObjectsEvaluation.WriteTags([new EvaluatedPhoto("a,b.jpg", "x", 0, [Dog]), new EvaluatedPhoto("c.jpg", "", null, [])], path);

        Assert.Equal(
            [
                "file,label,tag,name,parent,score,source,raw_label",
                "\"a,b.jpg\",x,dog,Dog,pet,0.900,Recogniser,\"imagenet:beagle, \"\"hound\"\"\"",
                "c.jpg,,,,,,,",
            ],
            File.ReadAllLines(path));
    }

    [Fact]
    public void Run_MeasuresTheClassifierAndTheTags_OnLabelledPhotos()
    {
        using var home = new TemporaryHome();
        using var pool = ModelFiles.NewPool();
        using var decoder = new PhotoDecoder(new MediaOptions());
        var recognizer = new ObjectRecognizerFactory(ModelFiles.StandardPacks(pool), TagRules.Default).TryGet();
        Assert.NotNull(recognizer);
        var labels = Path.Combine(home.Folder, "labels.csv");
        Directory.CreateDirectory(home.Folder);
        File.WriteAllText(
            labels,
            "file,wordnet_id,label\nn02676566_acoustic_guitar.JPEG,n02676566,acoustic guitar\nmissing.jpg,n02123045,tabby\n");

        var photos = new ObjectsEvaluation(decoder, recognizer)
            .Run(SharedData.Require("data/objects-imagenet"), labels, TestContext.Current.CancellationToken);

        Assert.Equal(0, photos[0].Rank);
        Assert.Contains("acoustic-guitar", photos[0].Tags.Select(tag => tag.TagId));
        Assert.Equal((-1, 0), (photos[1].Rank, photos[1].Tags.Count));
        Assert.NotNull(photos[1].Problem);
    }
}
