using Recognize.Models.Inference;
using Recognize.Models.Packs.Import;
using Recognize.Tests.Support;

namespace Recognize.Tests.Packs.Import;

public sealed class TfliteOperatorTests : IDisposable
{
    private const int Same = 0;
    private const int Valid = 1;

    private readonly OnnxSessionPool _pool = ModelFiles.NewPool();
    private readonly Random _random = new(11);

    [Theory]
    [InlineData(5, 6, 3, 2, 1, Same)]
    [InlineData(6, 5, 3, 2, 1, Same)]
    [InlineData(7, 7, 3, 1, 2, Same)]
    [InlineData(7, 8, 3, 2, 1, Valid)]
    [InlineData(8, 8, 2, 3, 1, Same)]
    public void Convolution_PadsAsTfliteDoes(int height, int width, int kernel, int stride, int dilation, int padding)
    {
        var file = new TfliteFile();
        var photo = file.Tensor(TfliteFile.Float32, [1, height, width, 3]);
        var weights = Numbers(4 * kernel * kernel * 3);
        var bias = Numbers(4);
        var reference = new ReferenceConvolution(kernel, stride, dilation, padding == Same);
        var shape = reference.Shape(height, width, 4);
        file.Step(
            3, [photo, file.Floats([4, kernel, kernel, 3], weights), file.Floats([4], bias)], shape,
            new FlatNode { [0] = padding, [1] = stride, [2] = stride, [4] = dilation, [5] = dilation });

        var (bytes, actual) = Run(file, height, width);

        AssertClose(reference.Run(Centred(bytes), height, width, weights, bias), actual, 1e-4f);
    }

    [Fact]
    public void Depthwise_KeepsTheOrderOfChannels_WhenEachHasTwoResults()
    {
        var file = new TfliteFile();
        var photo = file.Tensor(TfliteFile.Float32, [1, 1, 2, 3]);
        var weights = file.Floats([1, 1, 1, 6], 1, 2, 3, 4, 5, 6);
        file.Step(4, [photo, weights], [1, 1, 2, 6], new FlatNode { [0] = Valid, [1] = 1, [2] = 1, [3] = 2 });

        var (bytes, actual) = Run(file, 1, 2);

        var pixels = Centred(bytes);
        AssertClose(
            [.. Enumerable.Range(0, 12).Select(index => pixels[index / 6 * 3 + index % 6 / 2] * (index % 6 + 1))], actual, 1e-5f);
    }

    [Fact]
    public void AveragePool_LeavesThePaddingOut()
    {
        var file = new TfliteFile();
        var photo = file.Tensor(TfliteFile.Float32, [1, 1, 3, 3]);
        file.Step(
            1, [photo], [1, 1, 2, 3], new FlatNode { [0] = Same, [1] = 2, [2] = 2, [3] = 2, [4] = 2 });

        var (bytes, actual) = Run(file, 1, 3);

        var pixels = Centred(bytes);
        float[] expected = [.. Enumerable.Range(0, 3).Select(channel => (pixels[channel] + pixels[channel + 3]) / 2), .. pixels[6..]];
        AssertClose(expected, actual, 1e-5f);
    }

    [Fact]
    public void Pad_FillsWithTheZeroPoint_WhenTheTensorIsQuantised()
    {
        var file = new TfliteFile();
        var photo = file.Tensor(TfliteFile.UInt8, [1, 1, 1, 3], scales: [0.5f], zeroPoints: [100]);
        var padded = file.Tensor(TfliteFile.UInt8, [1, 2, 3, 3], scales: [0.5f], zeroPoints: [100]);
        file.Step(34, [photo, file.Integers([4, 2], 0, 0, 1, 0, 0, 2, 0, 0)], padded);

        var (bytes, actual) = Run(file, 1, 1);

        var pixels = bytes.Select(value => (value - 100) * 0.5f).ToArray();
        float[] expected = [.. new float[9], .. pixels, .. new float[6]];
        AssertClose(expected, actual, 1e-5f);
    }

    [Theory]
    [InlineData(TfliteFile.UInt8, 128, 0)]
    [InlineData(TfliteFile.Int8, 0, -128)]
    public void Convolution_RoundsAndClampsLikeItsType_WhenItIsQuantised(int type, int weightZero, int resultZero)
    {
        // Two outputs of three weights: 100, -20, 3 and 1, 2, -3 steps from zero.
        byte[] weights = [.. new[] { 100, -20, 3, 1, 2, -3 }.Select(step => unchecked((byte)(step + weightZero)))];
        var file = new TfliteFile();
        var photoZero = type == TfliteFile.Int8 ? 0 : 128;
        var photo = file.Tensor(type, [1, 1, 2, 3], scales: [0.5f], zeroPoints: [photoZero]);
        var constant = type == TfliteFile.Int8
            ? file.Tensor(type, [2, 1, 1, 3], weights, [0.1f, 0.2f], [0, 0])
            : file.Tensor(type, [2, 1, 1, 3], weights, [0.1f], [weightZero]);
        var result = file.Tensor(type, [1, 1, 2, 2], scales: [0.7f], zeroPoints: [resultZero]);
        file.Step(3, [photo, constant], result, new FlatNode { [0] = Valid, [1] = 1, [2] = 1 });

        var (bytes, actual) = Run(file, 1, 2);

        var second = type == TfliteFile.Int8 ? 0.2f : 0.1f;
        var expected = new float[4];
        for (var pixel = 0; pixel < 2; pixel++)
        {
            var x = bytes.Skip(pixel * 3).Take(3).Select(value => (value - 128) * 0.5f).ToArray();
            expected[pixel * 2] = Step(0.1f * (100 * x[0] - 20 * x[1] + 3 * x[2]));
            expected[pixel * 2 + 1] = Step(second * (x[0] + 2 * x[1] - 3 * x[2]));
        }
        AssertClose(expected, actual, 0.7f + 1e-4f);
        Assert.All(actual, value => Assert.InRange(value, 0, 255 * 0.7f + 1e-3f));
        static float Step(float value) => Math.Clamp(MathF.Round(value / 0.7f), 0, 255) * 0.7f;
    }

    [Fact]
    public void Convolution_StaysNear_WhenAWeightLiesFarFromItsZeroPoint()
    {
        var file = new TfliteFile();
        var photo = file.Tensor(TfliteFile.UInt8, [1, 1, 1, 3], scales: [1f], zeroPoints: [0]);
        var weights = file.Tensor(TfliteFile.UInt8, [2, 1, 1, 3], [255, 0, 10, 12, 13, 10], [0.01f], [10]);
        var bias = file.Tensor(TfliteFile.Int32, [2], [.. new[] { 3000, -200 }.SelectMany(BitConverter.GetBytes)], [0.01f], [0]);
        var result = file.Tensor(TfliteFile.UInt8, [1, 1, 1, 2], scales: [3f], zeroPoints: [0]);
        file.Step(3, [photo, weights, bias], result, new FlatNode { [0] = Valid, [1] = 1, [2] = 1 });

        var (bytes, actual) = Run(file, 1, 1);

        float[] expected = [2.45f * bytes[0] - 0.1f * bytes[1] + 30, 0.02f * bytes[0] + 0.03f * bytes[1] - 2];
        AssertClose([.. expected.Select(value => Math.Max(0, value))], actual, 3f);
    }

    [Fact]
    public void Steps_KeepTheOrderOfTheFile_WhenImagesBecomeLists()
    {
        var file = new TfliteFile();
        var photo = file.Tensor(TfliteFile.Float32, [1, 2, 2, 3]);
        var scaled = file.Step(18, [photo, file.Floats([3], 1, 10, 100)], [1, 2, 2, 3]);
        var shifted = file.Step(41, [scaled, file.Floats([1, 1, 2, 1], 0, 5)], [1, 2, 2, 3]);
        var twice = file.Step(2, [shifted, photo], [1, 2, 2, 6], new FlatNode { [0] = -1 });
        var list = file.Step(22, [twice], [1, 24]);
        var mean = file.Step(40, [twice, file.Integers([1], 3)], [1, 2, 2]);
        file.Step(2, [list, file.Step(22, [mean], [1, 4])], [1, 28], new FlatNode { [0] = 1 });

        var (bytes, actual) = Run(file, 2, 2);

        var pixels = Centred(bytes);
        var rows = Enumerable.Range(0, 4).Select(pixel => (float[])
        [
            .. Enumerable.Range(0, 3).Select(c => pixels[pixel * 3 + c] * MathF.Pow(10, c) - (pixel % 2 == 1 ? 5 : 0)),
            .. pixels[(pixel * 3)..(pixel * 3 + 3)],
        ]).ToList();
        AssertClose([.. rows.SelectMany(row => row), .. rows.Select(row => row.Average())], actual, 1e-3f);
    }

    [Theory]
    [InlineData(14)]
    [InlineData(19)]
    [InlineData(20)]
    [InlineData(21)]
    [InlineData(28)]
    [InlineData(117)]
    public void Activations_CalculateWhatTheirNamesSay(int code)
    {
        var file = new TfliteFile();
        var photo = file.Tensor(TfliteFile.Float32, [1, 3, 3, 3]);
        var wide = file.Step(18, [photo, file.Floats([1], 9)], [1, 3, 3, 3]);
        file.Step(code, [wide], [1, 3, 3, 3]);

        var (bytes, actual) = Run(file, 3, 3);

        AssertClose([.. Centred(bytes).Select(pixel => Activation(code, 9 * pixel))], actual, 1e-4f);
    }

    [Fact]
    public void Dense_AddsUpToOne_WhenSoftmaxFollows()
    {
        var file = new TfliteFile();
        var photo = file.Tensor(TfliteFile.Float32, [1, 1, 1, 3]);
        var dense = file.Step(
            9, [photo, file.Floats([2, 3], 1, 0, 0, 0, 2, 0), file.Floats([2], 0.5f, 0)], [1, 2], new FlatNode { [0] = 1 });
        file.Step(25, [dense], [1, 2], new FlatNode { [0] = 1f });

        var (bytes, actual) = Run(file, 1, 1);

        var pixels = Centred(bytes);
        var (first, second) = (MathF.Exp(Math.Max(0, pixels[0] + 0.5f)), MathF.Exp(Math.Max(0, 2 * pixels[1])));
        AssertClose([first / (first + second), second / (first + second)], actual, 1e-5f);
    }

    public void Dispose() => _pool.Dispose();

    private static float Activation(int code, float x) => code switch
    {
        14 => 1 / (1 + MathF.Exp(-x)),
        19 => Math.Max(0, x),
        20 => Math.Clamp(x, -1, 1),
        21 => Math.Clamp(x, 0, 6),
        28 => MathF.Tanh(x),
        _ => x * Math.Clamp(x + 3, 0, 6) / 6,
    };

    private static float[] Centred(byte[] bytes) => [.. bytes.Select(value => (value - 127.5f) / 127.5f)];

    private static void AssertClose(float[] expected, float[] actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }

    private float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)(_random.NextDouble() * 2 - 1))];

    /// <summary>Runs a file on random bytes, which are given back in the file's order of dimensions.</summary>
    private (byte[] Bytes, float[] Output) Run(TfliteFile file, int height, int width)
    {
        var bytes = new byte[height * width * 3];
        _random.NextBytes(bytes);
        var model = _pool.Open("small.tflite", Guid.NewGuid().ToString(), () => ModelImport.Convert("small.tflite", file.ToBytes()));
        using var run = model.Rent(1, 3, height, width);
        for (var index = 0; index < bytes.Length; index++)
            run.Input[index % 3 * height * width + index / 3] = bytes[index];
        run.Execute(TestContext.Current.CancellationToken);
        return (bytes, run.Output().ToArray());
    }
}
