using Recognize.Models.Inference;
using Recognize.Models.Media;
using Recognize.Models.Objects;
using Recognize.Models.Tags;
using Recognize.Tests.Objects.Forms;
using Recognize.Tests.Support;

namespace Recognize.Tests.Objects;

public sealed class ObjectRecognizerTests : IDisposable
{
    private readonly OnnxSessionPool _pool = ModelFiles.NewPool();
    private readonly PhotoDecoder _decoder = new(new MediaOptions());

    [Fact]
    public void Recognize_IsRarelyWrong_OnLabelledPhotos()
    {
        var recognizer = Standard();
        var root = SharedData.Require("data/objects-imagenet");
        var photos = File.ReadLines(Path.Combine(root, "labels.csv")).Skip(1).Where((_, index) => index % 2 == 0)
            .Select(line => line.Split(',', 3)).ToList();
        int right = 0, wrong = 0, answered = 0;

        foreach (var photo in photos)
        {
            var tags = Recognize(recognizer, Path.Combine(root, photo[0]))
                .Where(tag => tag.RawLabel.StartsWith("imagenet:", StringComparison.Ordinal)).ToList();
            answered += tags.Count > 0 ? 1 : 0;
            right += tags.Count(tag => LabelsUnder(tag.TagId).Contains(photo[2].Trim('"')));
            wrong += tags.Count(tag => !LabelsUnder(tag.TagId).Contains(photo[2].Trim('"')));
        }

        Assert.Equal(100, photos.Count);
        Assert.True(answered >= 75, $"{answered} photos answered");
        Assert.True(right >= 0.95 * (right + wrong), $"{right} tags right, {wrong} wrong");
    }

    [Theory]
    [InlineData("objects-imagenet/n02123045_tabby.JPEG", "cat")]
    [InlineData("objects-imagenet/n03642806_laptop.JPEG", "computer")]
    [InlineData("objects-imagenet/n02676566_acoustic_guitar.JPEG", "guitar")]
    [InlineData("faces-cast/bbt4.jpg", "person")]
    public void Recognize_FindsWhatIsShown_OnPlainPhotos(string photo, string tag)
    {
        var tags = Recognize(Standard(), SharedData.Require($"data/{photo}"));

        Assert.Contains(tag, tags.Select(one => one.TagId));
        Assert.All(tags, one => Assert.InRange(one.Score, 0.5f, 1));
        Assert.All(tags, one => Assert.NotNull(TagRules.Default.Find(one.TagId)));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2000, 3)]
    public void Recognize_GivesSoundTags_WhenThePhotoHasAnOddShape(int width, int height)
    {
        using var image = DrawnImage.Draw(width, height, (_, _) => (128, 128, 128));

        var tags = Standard().Recognize(image, TestContext.Current.CancellationToken);

        Assert.All(tags, tag => Assert.InRange(tag.Score, 0.5f, 1));
    }

    [Fact]
    public void Recognize_GivesTheSame_WhenManyThreadsAskAgain()
    {
        var recognizer = Standard();
        using var photo = _decoder.Decode(
            SharedData.Require("data/objects-imagenet/n01534433_junco.JPEG"), 1280, TestContext.Current.CancellationToken);
        var origin = new PhotoOrigin("JPEG", HasCamera: false, photo.OriginalWidth, photo.OriginalHeight);
        var first = recognizer.Recognize(photo.Image, origin, TestContext.Current.CancellationToken);

        var answers = new RecognizedObjects[12];
        Parallel.For(0, answers.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, index =>
            answers[index] = recognizer.Recognize(photo.Image, origin, CancellationToken.None));

        Assert.NotEmpty(first.Tags);
        Assert.All(answers, answer => Assert.Equal(first.Tags, answer.Tags));
        Assert.All(answers, answer => Assert.Equal(
            first.Counted.SelectMany(item => item.Boxes), answer.Counted.SelectMany(item => item.Boxes)));
    }

    [Fact]
    public void Recognize_CountsPeople_WhenThereAreSeveral()
    {
        using var photo = _decoder.Decode(
            SharedData.Require("data/faces-cast/bbt4.jpg"), 1280, TestContext.Current.CancellationToken);

        var found = Standard().Recognize(
            photo.Image, new PhotoOrigin("JPEG", HasCamera: false, photo.OriginalWidth, photo.OriginalHeight),
            TestContext.Current.CancellationToken);

        var people = found.Counted.Single(item => item.Tag.Id == "person");
        Assert.InRange(people.Count, 3, 12);
        Assert.All(people.Boxes, box => Assert.InRange(box.Box.X + box.Box.Width, 0, 1.0001f));
    }

    [Fact]
    public void Recognize_SaysNothingElse_WhenAPictureIsADocument()
    {
        using var page = DrawnImage.Draw(900, 1200, (x, y) =>
            DrawnText.IsInk(x - 90, y - 90, 2) && x < 800 && y < 1100 ? ((byte)20, (byte)20, (byte)20) : ((byte)250, (byte)250, (byte)248));

        var found = Standard().Recognize(
            page, new PhotoOrigin("JPEG", HasCamera: true, 900, 1200), TestContext.Current.CancellationToken);

        var tag = Assert.Single(found.Tags);
        Assert.Equal(("document", "pixels:document"), (tag.TagId, tag.RawLabel));
        Assert.Empty(found.Counted);
    }

    [Fact]
    public void PackVersion_HoldsModelsAndRules_WhenBothMayChange()
    {
        var recognizer = Standard();

        Assert.Equal($"standard-objects-2+rules-{TagRules.Default.Version}", recognizer.PackVersion);
    }

    public void Dispose()
    {
        _decoder.Dispose();
        _pool.Dispose();
    }

    private ObjectRecognizer Standard()
    {
        var factory = new ObjectRecognizerFactory(ModelFiles.StandardPacks(_pool), TagRules.Default);
        var recognizer = factory.TryGet();
        Assert.NotNull(recognizer);
        Assert.Equal(factory.InstalledVersion, recognizer.PackVersion);
        return recognizer;
    }

    private IReadOnlyList<RecognizedTag> Recognize(ObjectRecognizer recognizer, string path)
    {
        using var photo = _decoder.Decode(path, 1280, TestContext.Current.CancellationToken);
        return recognizer.Recognize(photo.Image, TestContext.Current.CancellationToken);
    }

    private static HashSet<string> LabelsUnder(string id) =>
    [
        .. TagRules.Default.Tags
            .Where(tag => tag.Id == id || TagRules.Default.AncestorsOf(tag.Id).Contains(id))
            .SelectMany(tag => tag.OfImagenet.Labels)
            .Select(label => label.Split('@')[0]),
    ];
}
