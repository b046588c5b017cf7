using System.Security.Cryptography;
using Recognize.Models.Inference;
using Recognize.Models.Media;
using Recognize.Models.Objects;
using Recognize.Models.Packs;
using Recognize.Models.Packs.Import;
using Recognize.Models.Tags;
using Recognize.Tests.Support;

namespace Recognize.Tests.Objects;

/// <summary>A pack that has a detector and nothing else: here one that sees dogs where it is red and cats where it is green.</summary>
public sealed class DetectorOnlyPackTests : IDisposable
{
    private const int Cat = 15;
    private const int Dog = 16;

    private readonly string _folder = Directory.CreateTempSubdirectory("recognize-detector-").FullName;
    private readonly OnnxSessionPool _pool = ModelFiles.NewPool();

    [Fact]
    public void TryGet_ServesTagsAndBoxes_WhenThePackHasADetectorOnly()
    {
        var recognizer = Recognizer(Colours(80));
        using var photo = Spot(153, 0);

        var found = recognizer.Recognize(
            photo, new PhotoOrigin("JPEG", HasCamera: true, 512, 256), TestContext.Current.CancellationToken);

        Assert.Equal($"detector-1+rules-{TagRules.Default.Version}", recognizer.PackVersion);
        Assert.Equal(["animal", "dog", "pet"], found.Tags.Select(tag => tag.TagId).Order());
        Assert.All(found.Tags, tag => Assert.Equal(("coco:dog", 0.6f), (tag.RawLabel, MathF.Round(tag.Score, 3))));
        var counted = Assert.Single(found.Counted);
        var box = Assert.Single(counted.Boxes).Box;
        Assert.Equal("dog", counted.Tag.Id);
        Assert.Equal(180f / 512, box.X, 1e-4f);
        Assert.Equal(90f / 256, box.Y, 1e-4f);
        Assert.Equal(40f / 512, box.Width, 1e-4f);
        Assert.Equal(20f / 256, box.Height, 1e-4f);
    }

    [Theory]
    [InlineData(115, 0, true)]
    [InlineData(99, 0, false)]
    [InlineData(0, 153, true)]
    [InlineData(0, 130, false)]
    public void Recognize_AsksOfEachLabelWhatTheRulesSay_WhenNothingCanAgree(byte red, byte green, bool isTagged)
    {
        var recognizer = Recognizer(Colours(80));
        using var photo = Spot(red, green);

        var tags = recognizer.Recognize(photo, TestContext.Current.CancellationToken);

        Assert.Equal(isTagged, tags.Count > 0);
    }

    [Fact]
    public void TopClasses_IsRefused_WhenThereIsNoClassifier()
    {
        var recognizer = Recognizer(Colours(80));
        using var photo = Spot(153, 0);

        Assert.False(recognizer.RanksClasses);
        Assert.Throws<InvalidOperationException>(() =>
            recognizer.TopClasses(photo, 5, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Recognize_NamesTheFile_WhenTheNetworkHasAnotherNumberOfClasses()
    {
        var recognizer = Recognizer(Colours(20));
        using var photo = Spot(153, 0);

        var error = Assert.Throws<ModelFileException>(() =>
            recognizer.Recognize(photo, TestContext.Current.CancellationToken));

        Assert.Contains("scores", error.Message, StringComparison.Ordinal);
        Assert.Equal("detector.onnx", error.FileName);
    }

    public void Dispose()
    {
        _pool.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private ObjectRecognizer Recognizer(byte[] network)
    {
        File.WriteAllBytes(Path.Combine(_folder, "detector.onnx"), network);
        var catalogue = ModelCatalogue.Parse(
            $$"""
            packs:
            - name: small
              summary: A detector.
              tasks:
              - { task: objects, version: detector-1, files: { detector: detector.onnx } }
            files:
            - { name: detector.onnx, bytes: {{network.Length}}, sha256: {{Convert.ToHexStringLower(SHA256.HashData(network))}},
                licence: none, url: "https://127.0.0.1:1/detector.onnx", input: none, output: none }
            """);
        var recognizer = new ObjectRecognizerFactory(
            new InstalledPacks(catalogue, new ModelStore(_folder), _pool), TagRules.Default).TryGet();
        Assert.NotNull(recognizer);
        return recognizer;
    }

    /// <summary>Scores are the red or the green of a cell of four pixels; every box reaches 20 and 10 pixels.</summary>
    private static byte[] Colours(int classes)
    {
        var graph = new OnnxGraphWriter("colours");
        var input = graph.Input("input", OnnxElementType.Float, 1, 3, 512, 512);
        var kernel = new float[classes * 3 * 16];
        Array.Fill(kernel, 1 / (16 * 255f), ((Dog * 3) + 0) * 16, 16);
        Array.Fill(kernel, -1 / (16 * 255f), ((Dog * 3) + 1) * 16, 16);
        Array.Fill(kernel, -1 / (16 * 255f), ((Cat * 3) + 0) * 16, 16);
        Array.Fill(kernel, 1 / (16 * 255f), ((Cat * 3) + 1) * 16, 16);
        OnnxAttribute[] cells = [OnnxAttribute.Ints("kernel_shape", 4, 4), OnnxAttribute.Ints("strides", 4, 4)];
        graph.NodeAs("scores", "Conv", [input, graph.Constant("colours", kernel, classes, 3, 4, 4)], cells);
        graph.NodeAs(
            "sizes", "Conv",
            [
                input,
                graph.Constant("nothing", new float[4 * 3 * 16], 4, 3, 4, 4),
                graph.Constant("reach", (float[])[20, 10, 20, 10], 4),
            ],
            cells);
        graph.Output("scores", OnnxElementType.Float, 1, classes, 128, 128);
        graph.Output("sizes", OnnxElementType.Float, 1, 4, 128, 128);
        return graph.ToBytes();
    }

    /// <summary>One coloured cell, whose top left pixel is 200, 100, in a grey photo of the network's width.</summary>
    private static PixelImage Spot(byte red, byte green) => DrawnImage.Draw(512, 256, (x, y) =>
        x is >= 200 and < 204 && y is >= 100 and < 104 ? (red, green, (byte)0) : ((byte)90, (byte)90, (byte)90));
}
