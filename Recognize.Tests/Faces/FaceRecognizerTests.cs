using System.Numerics.Tensors;
using Microsoft.Extensions.Options;
using Recognize.Models.Faces;
using Recognize.Models.Inference;
using Recognize.Models.Media;
using Recognize.Models.Packs;
using Recognize.Tests.Support;

namespace Recognize.Tests.Faces;

public sealed class FaceRecognizerTests : IDisposable
{
    private readonly OnnxSessionPool _pool = ModelFiles.NewPool();
    private readonly PhotoDecoder _decoder = new(new MediaOptions());

    [Fact]
    public void Recognize_FindsTheOneFace_WhenItFillsASmallPhoto()
    {
        var recognizer = Standard();
        var photos = Directory.GetFiles(SharedData.Require("data/faces-cast"), "*.png", SearchOption.AllDirectories);

        var counts = photos.ToDictionary(path => path, path => Recognize(recognizer, path).Count);

        Assert.Equal(40, counts.Count);
        Assert.All(counts, count => Assert.True(count.Value == 1, $"{count.Key}: {count.Value} faces"));
    }

    [Theory]
    [InlineData("bbt1.jpg", 4)]
    [InlineData("bbt2.jpg", 3)]
    [InlineData("bbt3.jpg", 5)]
    [InlineData("bbt4.jpg", 6)]
    [InlineData("bbt5.jpg", 5)]
    public void Recognize_FindsEveryFaceOnce_WhenAGroupIsShown(string file, int expected)
    {
        var faces = Recognize(Standard(), SharedData.Require($"data/faces-cast/{file}"));

        Assert.Equal(expected, faces.Count);
        Assert.All(faces, face => Assert.Equal(1, TensorPrimitives.Norm<float>(face.Embedding), 1e-3f));
        Assert.All(faces, face => Assert.Equal(5, face.Landmarks.Count));
        Assert.All(faces, face => Assert.InRange(face.Box.X + face.Box.Width, 0, 1.05f));
        Assert.All(faces, face => Assert.InRange(face.Quality, 0, 1));
    }

    [Fact]
    public void Recognize_FindsTheSameFace_WhenThePhotoIsSmallOrMostlyEmpty()
    {
        var recognizer = Standard();
        using var portrait = Decode(SharedData.Require("data/faces-contacts/train/obama/obama.jpg"), 300);
        using var far = DrawnImage.Draw(1280, 960, (x, y) =>
            x < portrait.Width && y < portrait.Height ? Pixel(portrait, x, y) : ((byte)90, (byte)90, (byte)90));

        var near = Assert.Single(recognizer.Recognize(portrait, portrait.Width, portrait.Height, TestContext.Current.CancellationToken));
        var small = Assert.Single(recognizer.Recognize(far, 2560, 1920, TestContext.Current.CancellationToken));

        Assert.True(TensorPrimitives.Dot<float>(near.Embedding, small.Embedding) > 0.8f);
        Assert.Equal(2 * near.SizePixels, small.SizePixels, near.SizePixels * 0.4f);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 900)]
    [InlineData(640, 480)]
    public void Recognize_FindsNothing_WhenThereIsNothing(int width, int height)
    {
        using var image = DrawnImage.Draw(width, height, (x, y) => ((byte)x, (byte)y, 128));

        Assert.Empty(Standard().Recognize(image, width, height, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Recognize_JudgesDogsWorseThanPeople_WhenItTakesThemForFaces()
    {
        var recognizer = Standard();
        string[] animals = ["n02106550_Rottweiler", "n02132136_brown_bear", "n02096437_Dandie_Dinmont"];

        var animal = animals
            .SelectMany(name => Recognize(recognizer, SharedData.Require($"data/objects-imagenet/{name}.JPEG")))
            .Select(face => face.Quality).DefaultIfEmpty().Max();
        var people = Recognize(recognizer, SharedData.Require("data/faces-cast/bbt4.jpg")).Min(face => face.Quality);

        Assert.True(animal < people, $"animal {animal}, people {people}");
    }

    [Fact]
    public void Recognize_TellsPeopleApart_OnPairsOfLabeledFacesInTheWild()
    {
        var recognizer = Standard();
        var root = SharedData.Require("data/faces-lfw");
        // Every eighth of 1,200 pairs; the whole set gives 99.75 % at the best threshold.
        var pairs = File.ReadLines(Path.Combine(root, "pairs.csv")).Skip(1).Where((_, index) => index % 8 == 0)
            .Select(line => line.Split(',')).ToList();
        var vectors = pairs.SelectMany(pair => new[] { pair[1], pair[2] }).Distinct().AsParallel().WithDegreeOfParallelism(2)
            .ToDictionary(file => file, file => MiddleFace(recognizer, Path.Combine(root, file)).Embedding);

        var right = pairs.Count(pair =>
            (TensorPrimitives.Dot<float>(vectors[pair[1]], vectors[pair[2]]) >= 0.3f) == (pair[3] == "1"));

        Assert.Equal(150, pairs.Count);
        Assert.True(right >= 0.98 * pairs.Count, $"{right} of {pairs.Count} pairs are right");
    }

    [Fact]
    public void TryGet_GivesNull_WhenNoPackIsInstalled()
    {
        var empty = new InstalledPacks(
            ModelCatalogue.Default, new ModelStore(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())), _pool);

        var factory = new FaceRecognizerFactory(empty, Options.Create(new FaceOptions()));

        Assert.Null(factory.TryGet());
        Assert.Null(factory.InstalledVersion);
    }

    public void Dispose()
    {
        _decoder.Dispose();
        _pool.Dispose();
    }

    private FaceRecognizer Standard()
    {
        var factory = new FaceRecognizerFactory(ModelFiles.StandardPacks(_pool), Options.Create(new FaceOptions()));
        var recognizer = factory.TryGet();
        Assert.NotNull(recognizer);
        Assert.Equal("standard-faces-1", recognizer.PackVersion);
        return recognizer;
    }

    private PixelImage Decode(string path, int edge) =>
        _decoder.Decode(path, edge, TestContext.Current.CancellationToken).Image;

    private IReadOnlyList<DetectedFace> Recognize(FaceRecognizer recognizer, string path)
    {
        using var image = Decode(path, 1280);
        return recognizer.Recognize(image, image.Width, image.Height, TestContext.Current.CancellationToken);
    }

    private DetectedFace MiddleFace(FaceRecognizer recognizer, string path) => Recognize(recognizer, path)
        .MinBy(face => Math.Abs(face.Box.X + (face.Box.Width / 2) - 0.5f) + Math.Abs(face.Box.Y + (face.Box.Height / 2) - 0.5f))
        ?? throw new InvalidOperationException($"No face in {path}.");

    private static (byte Red, byte Green, byte Blue) Pixel(PixelImage image, int x, int y)
    {
        var at = ((y * image.Width) + x) * 3;
        return (image.Pixels[at], image.Pixels[at + 1], image.Pixels[at + 2]);
    }
}
