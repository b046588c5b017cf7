using System.Numerics.Tensors;
using System.Text.Json;
using Recognize.Models.Inference;
using Recognize.Models.Packs.Import;
using Recognize.Tests.Support;

namespace Recognize.Tests.Packs.Import;

/// <summary>Holds imported networks against what the TFLite runtime gives for the same bytes.</summary>
public sealed class GoldenImportTests : IDisposable
{
    private const int Side = 224;

    private readonly OnnxSessionPool _pool = ModelFiles.NewPool();

    [Theory]
    [InlineData("mlkit-object_labeler", 631, 0.11f, false)]
    [InlineData("mobilenet_v2_1.0_224_quant", 1001, 0.07f, true)]
    [InlineData("mobilenet_v2_1.0_224_inat_bird_quant", 965, 0.3f, true)]
    public void Convert_AgreesWithTheReference_ForClassifiers(string name, int labels, float tolerance, bool sameTop)
    {
        var model = Open(name);

        foreach (var (pixels, expected) in Cases(name))
        {
            using var run = Run(model, pixels);
            var actual = run.Output("scores").ToArray();

            Assert.Equal(labels, actual.Length);
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance));
            if (sameTop)
                Assert.Equal(Array.IndexOf(expected, expected.Max()), Array.IndexOf(actual, actual.Max()));
        }
    }

    [Fact]
    public void Convert_AgreesWithTheReference_ForAnEmbedding()
    {
        const string Name = "mobilenet_v1_1.0_224_quant_embedding_extractor";
        var model = Open(Name);

        foreach (var (pixels, expected) in Cases(Name))
        {
            using var run = Run(model, pixels);
            var actual = run.Output("embedding").ToArray();

            Assert.Equal(1024, actual.Length);
            Assert.True(TensorPrimitives.CosineSimilarity<float>(expected, actual) > 0.999f);
        }
    }

    [Fact]
    public void Convert_GivesTheBodyOfTheSoundNetwork_ForAnyNumberOfPatches()
    {
        var model = Open("lite-model_yamnet_classification_tflite_1");

        // One patch alone, and the same patch beside another one.
        using var one = model.Rent(1, 96, 64);
        FillPatch(one.Input, 0.11f);
        one.Execute(TestContext.Current.CancellationToken);
        using var two = model.Rent(2, 96, 64);
        FillPatch(two.Input[..(96 * 64)], 0.37f);
        FillPatch(two.Input[(96 * 64)..], 0.11f);
        two.Execute(TestContext.Current.CancellationToken);

        var scores = one.Output("scores").ToArray();
        Assert.Equal(521, scores.Length);
        Assert.All(scores, score => Assert.InRange(score, 0f, 1f));
        Assert.True(scores.Max() > 0.05f);
        Assert.Equal(scores, two.Output("scores")[521..].ToArray());
        Assert.NotEqual(scores, two.Output("scores")[..521].ToArray());
    }

    [Fact]
    public void ReadSpectrogram_GivesTheTablesOfTheFile()
    {
        const string Name = "lite-model_yamnet_classification_tflite_1.tflite";

        var tables = ModelImport.ReadSpectrogram(Name, File.ReadAllBytes(SharedData.Require($"models/{Name}")));

        Assert.Equal((160, 512, 96, 64), (tables.FrameStep, tables.FftLength, tables.Frames, tables.Bands));
        // A periodic Hann window of 25 ms at 16 kHz.
        Assert.Equal(400, tables.Window.Length);
        Assert.All(tables.Window.Index(), sample =>
            Assert.Equal(0.5 - 0.5 * Math.Cos(2 * Math.PI * sample.Index / 400), sample.Item, 1e-4));
        Assert.Equal(64 * 257, tables.Mel.Length);
        Assert.All(tables.Floor, floor => Assert.Equal(0.001f, floor, 1e-5f));
    }

    [Fact]
    public void ReadLabels_GivesTheAttachedList()
    {
        const string Name = "mlkit-object_labeler.tflite";
        var expected = File.ReadAllLines(SharedData.Require("models/mlkit-object_labeler.labels.txt"));

        var labels = ModelImport.ReadLabels(Name, File.ReadAllBytes(SharedData.Require($"models/{Name}")), 631);

        Assert.Equal(expected, labels);
    }

    public void Dispose() => _pool.Dispose();

    private static void FillPatch(Span<float> patch, float step)
    {
        for (var index = 0; index < patch.Length; index++)
            patch[index] = (float)(2 * Math.Sin(index * step) - 2);
    }

    private static IEnumerable<(byte[] Pixels, float[] Expected)> Cases(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SharedData.Require($"golden/objects/golden_{name}.json")));
        var cases = document.RootElement.GetProperty("cases").EnumerateArray().ToList();
        Assert.Equal(6, cases.Count);
        foreach (var item in cases)
        {
            var pixels = File.ReadAllBytes(SharedData.Require($"golden/objects/{item.GetProperty("input").GetString()}"));
            yield return (pixels, [.. item.GetProperty("dequantised").EnumerateArray().Select(value => value.GetSingle())]);
        }
    }

    private static InferenceRun Run(OnnxModel model, byte[] pixels)
    {
        var run = model.Rent(1, 3, Side, Side);
        for (var channel = 0; channel < 3; channel++)
        {
            for (var pixel = 0; pixel < Side * Side; pixel++)
                run.Input[channel * Side * Side + pixel] = pixels[pixel * 3 + channel];
        }
        run.Execute(TestContext.Current.CancellationToken);
        return run;
    }

    private OnnxModel Open(string name)
    {
        var file = File.ReadAllBytes(SharedData.Require($"models/{name}.tflite"));
        return _pool.Open(name, name, () => ModelImport.Convert($"{name}.tflite", file));
    }
}
