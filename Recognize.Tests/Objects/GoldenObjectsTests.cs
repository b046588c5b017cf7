using System.Text.Json;
using Recognize.Models.Inference;
using Recognize.Models.Objects;
using Recognize.Tests.Support;

namespace Recognize.Tests.Objects;

public sealed class GoldenObjectsTests : IDisposable
{
    private readonly OnnxSessionPool _pool = ModelFiles.NewPool();

    [Fact]
    public void Classifier_AgreesWithTheReference_OnExactInputs()
    {
        var model = ModelFiles.Open(_pool, "shufflenet-v2-12-int8.onnx");
        using var document = Golden("golden_shufflenet-v2-12-int8.json");
        var cases = document.RootElement.GetProperty("cases").EnumerateArray().ToList();

        foreach (var item in cases)
        {
            var pixels = File.ReadAllBytes(SharedData.Require($"golden/objects/{item.GetProperty("input").GetString()}"));
            using var run = model.Rent(1, 3, 224, 224);
            ImageTensor.WriteCrop(pixels, 224, TensorLayout.ImageNet, run.Input, mirrored: false);
            run.Execute(TestContext.Current.CancellationToken);
            var actual = run.Output().ToArray();
            var expected = item.GetProperty("logits").EnumerateArray().Select(value => value.GetSingle()).ToArray();

            // One step of the quantised output is 0.17: rounding may go the other way on another processor.
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 0.35f));
            Assert.Equal(Array.IndexOf(expected, expected.Max()), Array.IndexOf(actual, actual.Max()));
        }

        Assert.Equal(6, cases.Count);
    }

    [Theory]
    [InlineData("yolox_input_n02123045_tabby_416rgb.bin")]
    [InlineData("yolox_input_n03642806_laptop_416rgb.bin")]
    public void Detector_AgreesWithTheReference_OnExactInputs(string input)
    {
        var detector = new ObjectDetector(ModelFiles.Open(_pool, "yolox_nano.onnx"));
        using var document = Golden("golden_yolox_nano.json");
        var item = document.RootElement.GetProperty("cases").EnumerateArray()
            .Single(one => one.GetProperty("input").GetString() == input);
        var scale = item.GetProperty("scale_r").GetSingle();
        using var image = DrawnImage.FromRgb(File.ReadAllBytes(SharedData.Require($"golden/objects/{input}")), 416, 416);

        var found = detector.Detect(image, 0.25f, TestContext.Current.CancellationToken);

        var expected = item.GetProperty("detections_ge_025").EnumerateArray()
            .OrderByDescending(one => one.GetProperty("score").GetSingle()).ToList();
        Assert.Equal(expected.Count, found.Count);
        foreach (var (reference, actual) in expected.Zip(found))
        {
            var box = reference.GetProperty("box").EnumerateArray().Select(side => side.GetSingle() * scale).ToArray();
            Assert.Equal(reference.GetProperty("cls").GetString(), ObjectLabels.Coco[actual.Class]);
            Assert.Equal(reference.GetProperty("score").GetSingle(), actual.Box.Score, 1e-3f);
            float[] corners =
                [actual.Box.X, actual.Box.Y, actual.Box.X + actual.Box.Width, actual.Box.Y + actual.Box.Height];
            Assert.All(box.Zip(corners), pair => Assert.Equal(pair.First, pair.Second, 0.1f));
        }
    }

    public void Dispose() => _pool.Dispose();

    private static JsonDocument Golden(string name) =>
        JsonDocument.Parse(File.ReadAllText(SharedData.Require($"golden/objects/{name}")));
}
