using Recognize.Models.Inference;
using Recognize.Models.Packs.Import;

namespace Recognize.Tests.Packs.Import;

public sealed class HostileTfliteTests
{
    [Fact]
    public void Convert_IsRefused_WhereverTheFileIsCutOff()
    {
        var whole = Sound().ToBytes();

        // The last step's outputs and the last list end the file; without its end every shorter file lacks something.
        for (var length = 0; length < whole.Length; length++)
        {
            var cut = whole[..length];
            Assert.Throws<ModelFileException>(() => ModelImport.Convert("cut.tflite", cut));
        }
    }

    [Fact]
    public void Convert_GivesANetworkOrARefusal_WhenBytesAreChanged()
    {
        var random = new Random(20);
        var whole = Sound().ToBytes();
        var refused = 0;
        for (var round = 0; round < 6000; round++)
        {
            var changed = (byte[])whole.Clone();
            for (var flips = random.Next(1, 5); flips > 0; flips--)
                changed[random.Next(changed.Length)] = (byte)(random.Next(3) == 0 ? 0xff : random.Next(256));
            try
            {
                Assert.NotEmpty(ModelImport.Convert("changed.tflite", changed));
            }
            catch (ModelFileException error)
            {
                Assert.Contains("changed.tflite", error.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.InRange(refused, 1000, 5999);
    }

    [Theory]
    [InlineData(36, null, "GATHER")]
    [InlineData(23, null, "RESIZE_BILINEAR")]
    [InlineData(32, "TFLite_Detection_PostProcess", "CUSTOM TFLite_Detection_PostProcess")]
    [InlineData(142, null, "operator 142")]
    public void Convert_NamesTheOperator_WhenItIsNotSupported(int code, string? custom, string expected)
    {
        var file = new TfliteFile();
        var photo = file.Tensor(TfliteFile.Float32, [1, 4, 4, 3]);
        file.Step(code, [photo], file.Tensor(TfliteFile.Float32, [1, 4, 4, 3]), custom: custom);

        Assert.Contains($"{expected} is not supported", Refusal(file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Convert_IsRefused_WhenAWeightIsNoNumber(float weight)
    {
        var file = new TfliteFile();
        var photo = file.Tensor(TfliteFile.Float32, [1, 4, 4, 3]);
        file.Step(18, [photo, file.Floats([3], 1, weight, 1)], [1, 4, 4, 3]);

        Assert.Contains("not finite", Refusal(file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100_000, 100_000)]
    [InlineData(50_000, 17_000)]
    [InlineData(int.MaxValue, int.MaxValue)]
    [InlineData(-4, 4)]
    public void Convert_IsRefusedBeforeMemoryIsTaken_WhenATensorIsHuge(int height, int width)
    {
        var file = new TfliteFile();
        var photo = file.Tensor(TfliteFile.Float32, [1, 4, 4, 3]);
        file.Step(19, [photo], [1, height, width, 3]);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var message = Refusal(file);

        Assert.Contains("larger than this program allows", message, StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Fact]
    public void Convert_IsRefused_WhenManyTensorsTogetherAreHuge()
    {
        var file = new TfliteFile();
        var last = file.Tensor(TfliteFile.Float32, [1, 4000, 4000, 3]);
        for (var step = 0; step < 10; step++)
            last = file.Step(19, [last], [1, 4000, 4000, 3]);

        Assert.Contains("MiB", Refusal(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Convert_IsRefused_WhenStepsWaitForEachOther()
    {
        var file = new TfliteFile();
        var photo = file.Tensor(TfliteFile.Float32, [1, 4, 4, 3]);
        var first = file.Tensor(TfliteFile.Float32, [1, 4, 4, 3]);
        var second = file.Tensor(TfliteFile.Float32, [1, 4, 4, 3]);
        file.Step(0, [photo, second], first);
        file.Step(0, [photo, first], second);

        Assert.Contains("no earlier step computes", Refusal(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Convert_IsRefused_WhenTwoStepsComputeOneTensor()
    {
        var file = new TfliteFile();
        var photo = file.Tensor(TfliteFile.Float32, [1, 4, 4, 3]);
        var result = file.Step(19, [photo], [1, 4, 4, 3]);
        file.Step(21, [photo], result);

        Assert.Contains("two steps compute", Refusal(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Convert_IsRefused_WhenAShapeIsNotWhatTheStepGives()
    {
        var file = new TfliteFile();
        var photo = file.Tensor(TfliteFile.Float32, [1, 4, 4, 3]);
        file.Step(34, [photo, file.Integers([4, 2], 0, 0, 40_000, 40_000, 40_000, 40_000, 0, 0)], [1, 6, 6, 3]);

        Assert.Contains("PAD has not the shape", Refusal(file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(99)]
    [InlineData(-2)]
    public void Convert_IsRefused_WhenAStepNamesATensorThereIsNot(int tensor)
    {
        var file = new TfliteFile();
        file.Tensor(TfliteFile.Float32, [1, 4, 4, 3]);
        file.Step(19, [tensor], [1, 4, 4, 3]);

        Assert.Contains("a tensor the file does not have", Refusal(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Convert_IsRefused_WhenAScaleMakesNoSense()
    {
        var file = new TfliteFile();
        var photo = file.Tensor(TfliteFile.UInt8, [1, 4, 4, 3], scales: [float.NaN], zeroPoints: [0]);
        file.Step(19, [photo], file.Tensor(TfliteFile.UInt8, [1, 4, 4, 3], scales: [1f], zeroPoints: [0]));

        Assert.Contains("quantisation", Refusal(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Convert_IsRefused_WhenItIsAnotherKindOfFile()
    {
        var error = Assert.Throws<ModelFileException>(() =>
            ModelImport.Convert("page.tflite", "<!DOCTYPE html><html>not here</html>"u8.ToArray()));

        Assert.Contains("not a TFLite file", error.Message, StringComparison.Ordinal);
        Assert.Equal("page.tflite", error.FileName);
    }

    [Fact]
    public void ReadLabels_IsRefused_WhenTheArchiveIsDamaged()
    {
        byte[] file = [.. Sound().ToBytes(), .. "PK\u0005\u0006"u8, .. Enumerable.Repeat((byte)0xee, 18)];

        Assert.Throws<ModelFileException>(() => ModelImport.ReadLabels("labels.tflite", file, 10));
    }

    /// <summary>A quantised convolution, a pool and a dense layer.</summary>
    private static TfliteFile Sound()
    {
        var file = new TfliteFile();
        var photo = file.Tensor(TfliteFile.UInt8, [1, 4, 4, 3], scales: [0.5f], zeroPoints: [128]);
        var weights = file.Tensor(TfliteFile.UInt8, [2, 3, 3, 3], [.. Enumerable.Range(0, 54).Select(value => (byte)(value * 4))], [0.1f], [110]);
        var features = file.Tensor(TfliteFile.UInt8, [1, 2, 2, 2], scales: [0.2f], zeroPoints: [0]);
        file.Step(3, [photo, weights], features, new FlatNode { [0] = 0, [1] = 2, [2] = 2, [3] = 3 });
        var pooled = file.Tensor(TfliteFile.UInt8, [1, 1, 1, 2], scales: [0.2f], zeroPoints: [0]);
        file.Step(1, [features], pooled, new FlatNode { [0] = 1, [1] = 2, [2] = 2, [3] = 2, [4] = 2 });
        var dense = file.Tensor(TfliteFile.UInt8, [2, 2], [1, 2, 3, 4], [0.1f], [2]);
        var logits = file.Tensor(TfliteFile.UInt8, [1, 2], scales: [0.3f], zeroPoints: [128]);
        file.Step(9, [pooled, dense], logits, new FlatNode { [0] = 0 });
        file.Step(14, [logits], file.Tensor(TfliteFile.UInt8, [1, 2], scales: [1 / 256f], zeroPoints: [0]));
        return file;
    }

    private static string Refusal(TfliteFile file) =>
        Assert.Throws<ModelFileException>(() => ModelImport.Convert("hostile.tflite", file.ToBytes())).Message;
}
