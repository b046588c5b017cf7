using Microsoft.Extensions.Logging.Abstractions;
using Recognize.Models.Inference;
using Recognize.Models.Landmarks;
using Recognize.Models.Landmarks.Gazetteer;
using Recognize.Models.Landmarks.Places;
using Recognize.Models.Media;
using Recognize.Models.Packs;
using Recognize.Models.Tags;
using Recognize.Tests.Media;
using Recognize.Tests.Support;

namespace Recognize.Tests.Landmarks;

public sealed class LandmarkRecognizerTests : IDisposable
{
    private static readonly PlaceTagger Places =
        new(LandmarkGazetteer.Default, new CitySource(NullLogger<CitySource>.Instance));

    private static readonly LandmarkTagIndex Tags = new(LandmarkGazetteer.Default, Places);

    private readonly MediaFolder _folder = new();
    private readonly PhotoDecoder _decoder = new(new MediaOptions());
    private readonly OnnxSessionPool _pool = ModelFiles.NewPool();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _pool.Dispose();
        _decoder.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Recognize_KnowsThePlaceByItsCoordinates_WithoutAnyPackOrGallery()
    {
        var recognizer = Create().Get();
        using var image = new DrawnScene(1).Photo();

        var tags = recognizer.Recognize(image, new TakenAtPlace(48.8584, 2.2945), null, Token);

        Assert.False(recognizer.LooksAtPixels);
        Assert.Contains(tags, tag => tag is { TagId: "landmark:eiffel-tower", Source: TagSource.Place });
        Assert.Empty(recognizer.Recognize(image, taken: null, null, Token));
    }

    [Fact]
    public void Recognize_MarksEachSource()
    {
        WriteGallery("file,label\ntower.jpg,Tour Eiffel\n");
        using var image = new DrawnScene(1).Photo();

        var tags = Create(new AlwaysBigBen()).Get().Recognize(image, new TakenAtPlace(48.8584, 2.2945), null, Token);

        Assert.Equal(
            [
                ("landmark:big-ben", TagSource.LandmarkModel), ("landmark:eiffel-tower", TagSource.Place),
                ("landmark:eiffel-tower", TagSource.Gallery),
            ],
            tags.Where(tag => tag.Tag.Kind == TagKind.Landmark && tag.TagId is "landmark:eiffel-tower" or "landmark:big-ben")
                .Select(tag => (tag.TagId, tag.Source)).Order());
    }

    [Fact]
    public void Get_ChangesItsVersion_WithTheGalleryAndTheClassifierAlone()
    {
        var factory = Create();
        var without = factory.Get();
        WriteGallery("file,label\ntower.jpg,Tower\n");

        var with = factory.Get();

        Assert.NotEqual(without.Version, with.Version);
        Assert.Same(with, factory.Get());
        Assert.StartsWith(Places.Version, with.Version, StringComparison.Ordinal);
        WriteGallery("file,label\ntower.jpg,Another tower\n");
        Assert.NotEqual(with.Version, factory.Get().Version);
        Assert.EndsWith("+big-ben-1", Create(new AlwaysBigBen()).Get().Version, StringComparison.Ordinal);
    }

    [Fact]
    public void Get_RefusesAGalleryThatIsNone()
    {
        File.WriteAllText(_folder["labels.csv"], "photo;place\n");

        var failure = Assert.Throws<FormatException>(() => Create().Get());

        Assert.Contains("no column 'file'", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Eiffel Tower", "landmark:eiffel-tower")]
    [InlineData("TOUR Eiffel (Paris)", "landmark:eiffel-tower")]
    [InlineData("wieza eiffla", "landmark:eiffel-tower")]
    [InlineData("Grandma's house", "landmark:grandmas-house")]
    public void TagOf_IsTheGazetteersTag_WhenItKnowsTheName(string label, string id) =>
        Assert.Equal(id, Tags.TagOf(label).Id);

    [Fact]
    public void TagOf_KeepsTheLabelAsItsName_WhenTheGazetteerDoesNotKnowIt()
    {
        var tag = Tags.TagOf("Grandma's house");

        Assert.Equal((TagKind.Landmark, "Grandma's house"), (tag.Kind, tag.Name));
    }

    private LandmarkRecognizerFactory Create(ILandmarkClassifier? classifier = null) => new(
        Places, Tags,
        new InstalledPacks(ModelCatalogue.Default, new ModelStore(_folder["models"]), _pool),
        _decoder, new GalleryOptions(_folder.Root, SignatureFolder: null),
        NullLogger<LandmarkRecognizerFactory>.Instance, classifier);

    private void WriteGallery(string labels)
    {
        File.WriteAllText(_folder["labels.csv"], labels);
        _folder.Write("tower.jpg", DrawnScene.Jpeg(new DrawnScene(1).Photo()));
    }

    private sealed class AlwaysBigBen : ILandmarkClassifier
    {
        public string Version => "big-ben-1";

        public void Load() { }

        public IReadOnlyList<RecognizedTag> Recognize(PixelImage image, CancellationToken cancellationToken) =>
            [new RecognizedTag(Tags.TagOf("Big Ben"), 0.9f, "Big Ben", TagSource.LandmarkModel)];
    }
}
