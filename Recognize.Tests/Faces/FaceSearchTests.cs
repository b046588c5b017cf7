using System.Numerics.Tensors;
using Microsoft.Extensions.Options;
using Recognize.Models.Faces;
using Recognize.Models.Faces.Grouping;
using Recognize.Models.Inference;
using Recognize.Models.Media;
using Recognize.Models.Media.Photos;
using Recognize.Tests.Support;

namespace Recognize.Tests.Faces;

/// <summary>What one look at a photo misses: people who lie on their side, overfill the frame or stand far away.</summary>
public sealed class FaceSearchTests : IDisposable
{
    private readonly OnnxSessionPool _pool = ModelFiles.NewPool();
    private readonly PhotoDecoder _decoder = new(new MediaOptions());

    [Theory]
    [InlineData(6)]
    [InlineData(3)]
    [InlineData(8)]
    public void Recognize_DescribesTheSameFaces_WhenThePhotoIsTurned(int orientation)
    {
        var recognizer = Standard();
        var expected = Recognize(recognizer, Decode(SharedData.Require("data/faces-cast/bbt4.jpg"), 1280));

        var turned = Recognize(
            recognizer, PixelOrientation.Apply(Decode(SharedData.Require("data/faces-cast/bbt4.jpg"), 1280), orientation));

        Assert.Equal(expected.Count, turned.Count);
        Assert.All(expected, face => Assert.Contains(
            turned, other => TensorPrimitives.Dot<float>(face.Embedding, other.Embedding) > 0.6f));
    }

    [Theory]
    [InlineData(420)]
    [InlineData(1280)]
    public void Recognize_FindsTheFace_WhenItOverfillsTheFrame(int edge)
    {
        var recognizer = Standard();
        foreach (var file in Portraits().Take(10))
        {
            using var photo = Decode(file, 250);
            // The middle half of these photos is less than the head.
            using var close = Scaled(photo, 75, 75, 100, 100, edge, edge);

            Assert.True(recognizer.Recognize(close, edge, edge, TestContext.Current.CancellationToken).Count == 1, file);
        }
    }

    [Fact]
    public void Recognize_TakesSmallFacesFromALargerDecode_WhenThereIsOne()
    {
        var recognizer = Standard();
        var near = Portraits().Take(6).Select(file => Decode(file, 250)).ToList();
        // Six faces about 55 pixels wide in a photo of twelve million pixels.
        using var original = Canvas(near, 4000, 3000, 150);
        using var first = PixelResizer.Resize(original, 1280);
        var edges = new List<int>();

        var without = recognizer.Recognize(first, 4000, 3000, TestContext.Current.CancellationToken);
        var with = recognizer.Recognize(
            first, 4000, 3000, TestContext.Current.CancellationToken, edge =>
            {
                edges.Add(edge);
                return PixelResizer.Resize(original, edge);
            });

        Assert.Equal([2560], edges);
        // The portraits show a bystander or two.
        Assert.InRange(with.Count, 6, 9);
        Assert.All(with, face => Assert.InRange(face.SizePixels, 20, 95));
        Assert.True(
            Resemblance(recognizer, near, with) > Resemblance(recognizer, near, without) + 0.1f,
            $"{Resemblance(recognizer, near, with)} against {Resemblance(recognizer, near, without)}");
        Assert.True(
            with.Max(face => face.Quality) > 1.5f * without.Max(face => face.Quality),
            $"{with.Max(face => face.Quality)} against {without.Max(face => face.Quality)}");
        near.ForEach(image => image.Dispose());
    }

    [Fact]
    public void Recognize_DecodesOnce_WhenAllFacesAreLarge()
    {
        using var photo = Decode(SharedData.Require("data/faces-contacts/train/obama/obama.jpg"), 1280);

        var faces = Standard().Recognize(
            photo, 4 * photo.Width, 4 * photo.Height, TestContext.Current.CancellationToken,
            _ => throw new InvalidOperationException("No larger decode is needed."));

        Assert.Single(faces);
    }

    [Fact]
    public void Recognize_KeepsWhatItHas_WhenTheLargerDecodeFails()
    {
        using var portrait = Decode(Portraits()[0], 250);
        using var first = Canvas([portrait, portrait, portrait], 1280, 960, 70);

        var faces = Standard().Recognize(
            first, 4000, 3000, TestContext.Current.CancellationToken,
            _ => throw new UnreadableMediaException("It took too long."));

        Assert.Equal(3, faces.Count);
    }

    [Fact]
    public void Recognize_LetsNoAnimalFoundAGroup_OnPhotosOfAnimals()
    {
        var recognizer = Standard();
        // ImageNet's animals have the lowest numbers; in these photos people stand beside them.
        string[] withPeople =
        [
            "n02088466", "n02102040", "n02105641", "n02108422", "n02111129", "n02111500", "n02113712", "n02514041", "n02536864",
        ];
        var photos = Directory.GetFiles(SharedData.Require("data/objects-imagenet"), "n0*.JPEG")
            .Where(path => string.CompareOrdinal(Path.GetFileName(path), "n0266") < 0
                && !withPeople.Any(id => Path.GetFileName(path).StartsWith(id, StringComparison.Ordinal)))
            .ToList();

        var founding = photos.AsParallel().WithDegreeOfParallelism(2)
            .SelectMany(path => Recognize(recognizer, Decode(path, 1280)).Select(face => (path, face.Quality)))
            .Where(face => face.Quality >= new GroupingOptions().MinFoundingQuality)
            .ToList();

        Assert.True(photos.Count > 60, $"{photos.Count} photos");
        Assert.Empty(founding);
    }

    [Fact]
    public void Recognize_GivesTheSameBits_HoweverOftenAndOnHoweverManyThreads()
    {
        var recognizer = Standard();
        using var photo = Decode(SharedData.Require("data/faces-cast/bbt2.jpg"), 1280);
        var once = Bits(recognizer.Recognize(photo, photo.Width, photo.Height, TestContext.Current.CancellationToken));

        var again = Enumerable.Range(0, 6).AsParallel().WithDegreeOfParallelism(3)
            .Select(_ => Bits(recognizer.Recognize(photo, photo.Width, photo.Height, TestContext.Current.CancellationToken)))
            .ToList();

        Assert.NotEmpty(once);
        Assert.All(again, bits => Assert.Equal(once, bits));
    }

    public void Dispose()
    {
        _decoder.Dispose();
        _pool.Dispose();
    }

    private static int[] Bits(IEnumerable<DetectedFace> faces) =>
    [
        .. faces.SelectMany(face => new[]
        {
            face.Box.X, face.Box.Y, face.Box.Width, face.Box.Height, face.Score, face.Quality, face.SizePixels,
            face.Sharpness, face.Frontality,
        }.Concat(face.Landmarks.SelectMany(point => new[] { point.X, point.Y })).Concat(face.Embedding))
            .Select(BitConverter.SingleToInt32Bits),
    ];

    private static List<string> Portraits()
    {
        var root = SharedData.Require("data/faces-lfw");
        return [.. Directory.GetDirectories(root).Order(StringComparer.Ordinal).Where((_, index) => index % 60 == 0)
            .Select(folder => Directory.GetFiles(folder).Order(StringComparer.Ordinal).First())];
    }

    /// <summary>The portraits, shrunk to the given side, in a row on grey.</summary>
    private static PixelImage Canvas(List<PixelImage> portraits, int width, int height, int side)
    {
        var canvas = PixelImage.Rent(width, height);
        canvas.Pixels.Fill(128);
        for (var index = 0; index < portraits.Count; index++)
        {
            using var small = PixelResizer.Resize(portraits[index], side);
            var left = (index + 1) * width / (portraits.Count + 1);
            for (var y = 0; y < side; y++)
            {
                small.Pixels.Slice(y * side * 3, side * 3)
                    .CopyTo(canvas.Pixels[(((((height / 3) + y) * width) + left) * 3)..]);
            }
        }
        return canvas;
    }

    private static PixelImage Scaled(PixelImage image, int left, int top, int width, int height, int toWidth, int toHeight)
    {
        using var part = DrawnImage.Draw(width, height, (x, y) =>
        {
            var at = (((top + y) * image.Width) + left + x) * 3;
            return (image.Pixels[at], image.Pixels[at + 1], image.Pixels[at + 2]);
        });
        return PixelResizer.Resize(part.Pixels, width, height, toWidth, toHeight);
    }

    /// <summary>Mean similarity of each portrait's middle face to the face found that is most like it.</summary>
    private static float Resemblance(FaceRecognizer recognizer, List<PixelImage> near, IReadOnlyList<DetectedFace> far) =>
        near.Average(portrait =>
        {
            var face = recognizer.Recognize(portrait, 250, 250, TestContext.Current.CancellationToken)
                .MinBy(one => Math.Abs(one.Box.X + (one.Box.Width / 2) - 0.5f) + Math.Abs(one.Box.Y + (one.Box.Height / 2) - 0.5f))!;
            return far.Select(other => TensorPrimitives.Dot<float>(other.Embedding, face.Embedding)).DefaultIfEmpty(0).Max();
        });

    private FaceRecognizer Standard() =>
        new FaceRecognizerFactory(ModelFiles.StandardPacks(_pool), Options.Create(new FaceOptions())).TryGet()!;

    private PixelImage Decode(string path, int edge) =>
        _decoder.Decode(path, edge, TestContext.Current.CancellationToken).Image;

    private static IReadOnlyList<DetectedFace> Recognize(FaceRecognizer recognizer, PixelImage image)
    {
        using (image)
            return recognizer.Recognize(image, image.Width, image.Height, TestContext.Current.CancellationToken);
    }
}
