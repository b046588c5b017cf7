using System.Text;
using Recognize.Models.Inference;
using Recognize.Models.Packs.Import;
using Recognize.Tests.Support;

namespace Recognize.Tests.Packs.Import;

public sealed class TfjsImporterTests : IDisposable
{
    private const int Side = 5;

    private readonly OnnxSessionPool _pool = ModelFiles.NewPool();
    private readonly Random _random = new(3);

    [Fact]
    public void Convert_CalculatesWhatTheGraphSays()
    {
        // Weights [3,3,3,2] as half floats, a bias as bytes with a scale, a factor as a float.
        var weights = Enumerable.Range(0, 54).Select(_ => (Half)(_random.NextDouble() - 0.5)).ToArray();
        byte[] content = [.. weights.SelectMany(BitConverter.GetBytes), 10, 30, .. BitConverter.GetBytes(2f)];
        var model = _pool.Open("small.json", "small", () => ModelImport.Convert("small.json", Graph("Mul"), content));

        using var run = model.Rent(1, 3, Side, Side);
        var pixels = Enumerable.Range(0, Side * Side * 3).Select(_ => (float)_random.NextDouble()).ToArray();
        for (var index = 0; index < pixels.Length; index++)
            run.Input[index % 3 * Side * Side + index / 3] = pixels[index];
        run.Execute(TestContext.Current.CancellationToken);

        var reference = new ReferenceConvolution(3, 2, 1, isSame: true);
        var kernel = Enumerable.Range(0, 54).Select(index => (float)weights[index % 27 * 2 + index / 27]).ToArray();
        var convolved = reference.Run(pixels, Side, Side, kernel, [0.5f, 2.5f]);
        var actual = run.Output("out").ToArray();
        Assert.Equal(convolved.Length, actual.Length);
        for (var index = 0; index < actual.Length; index++)
            Assert.Equal(2 * Math.Max(0, convolved[index]), actual[index % 2 * 9 + index / 2], 1e-3f);
    }

    [Theory]
    [InlineData("Mul", 115, "longer")]
    [InlineData("Mul", 113, "shorter")]
    [InlineData("TopKV2", 114, "TopKV2 is not supported")]
    public void Convert_IsRefused_WhenSomethingIsWrong(string operation, int bytes, string expected)
    {
        var error = Assert.Throws<ModelFileException>(() =>
            ModelImport.Convert("small.json", Graph(operation), new byte[bytes]));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Convert_IsRefused_WhenAWeightIsNoNumber()
    {
        byte[] content = [.. Enumerable.Repeat((byte)0xff, 108), 10, 30, 0, 0, 0, 0];

        var error = Assert.Throws<ModelFileException>(() => ModelImport.Convert("small.json", Graph("Mul"), content));

        Assert.Contains("not finite", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"images\", \"w\"", "\"end\", \"w\"", "wait for each other")]
    [InlineData("\"images\", \"w\"", "\"nowhere\", \"w\"", "not there")]
    [InlineData("graph-model", "layers-model", "not a tfjs graph model")]
    [InlineData("[3, 3, 3, 2]", "[30000, 30000, 3, 2]", "larger than this program allows")]
    [InlineData("\"5\"", "\"100000\"", "no colour photo")]
    public void Convert_IsRefused_WhenTheDescriptionIsHostile(string from, string to, string expected)
    {
        var text = Encoding.UTF8.GetString(Graph("Mul"));
        Assert.Contains(from, text, StringComparison.Ordinal);
        var changed = Encoding.UTF8.GetBytes(text.Replace(from, to, StringComparison.Ordinal));

        var error = Assert.Throws<ModelFileException>(() => ModelImport.Convert("small.json", changed, new byte[114]));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Convert_IsRefused_WhereverTheDescriptionIsCutOff()
    {
        var whole = Graph("Mul");

        for (var length = 0; length < whole.Length - 1; length += 7)
        {
            var cut = whole[..length];
            Assert.Throws<ModelFileException>(() => ModelImport.Convert("small.json", cut, new byte[114]));
        }
    }

    public void Dispose() => _pool.Dispose();

    /// <summary>A convolution with stride 2 and a fused ReLU, followed by a step with a constant.</summary>
    private static byte[] Graph(string lastOperation)
    {
        const string Template =
            """
            {
              "format": "graph-model",
              "signature": {"outputs": {"o": {"name": "out:0"}}},
              "modelTopology": {"node": [
                {"name": "out", "op": "Identity", "input": ["end"]},
                {"name": "end", "op": "LAST", "input": ["conv", "factor"]},
                {"name": "images", "op": "Placeholder", "attr": {"shape": {"shape": {"dim": [
                  {"size": "1"}, {"size": "5"}, {"size": "5"}, {"size": "3"}]}}}},
                {"name": "conv", "op": "_FusedConv2D", "input": ["images", "w", "b"], "attr": {
                  "strides": {"list": {"i": ["1", "2", "2", "1"]}}, "dilations": {"list": {"i": ["1", "1", "1", "1"]}},
                  "padding": {"s": "U0FNRQ=="}, "data_format": {"s": "TkhXQw=="},
                  "fused_ops": {"list": {"s": ["Qmlhc0FkZA==", "UmVsdQ=="]}}}},
                {"name": "w", "op": "Const"}, {"name": "b", "op": "Const"}, {"name": "factor", "op": "Const"}
              ]},
              "weightsManifest": [{"paths": ["w.bin"], "weights": [
                {"name": "w", "shape": [3, 3, 3, 2], "dtype": "float32", "quantization": {"dtype": "float16"}},
                {"name": "b", "shape": [2], "dtype": "float32", "quantization": {"dtype": "uint8", "scale": 0.1, "min": -0.5}},
                {"name": "factor", "shape": [], "dtype": "float32"}
              ]}]
            }
            """;
        return Encoding.UTF8.GetBytes(Template.Replace("LAST", lastOperation, StringComparison.Ordinal));
    }
}
