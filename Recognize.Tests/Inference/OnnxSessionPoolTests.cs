using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Recognize.Models.Inference;
using Recognize.Tests.Support;

namespace Recognize.Tests.Inference;

public sealed class OnnxSessionPoolTests
{
    [Fact]
    public void Open_NamesTheFile_WhenItIsNoNetwork()
    {
        using var pool = ModelFiles.NewPool();

        var error = Assert.Throws<ModelFileException>(() => pool.Open("broken.onnx", "x", () => [1, 2, 3, 4]));

        Assert.Equal("broken.onnx", error.FileName);
        Assert.Contains("broken.onnx", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ReadsAFileOnce_WhenItIsAskedForAgain()
    {
        using var pool = ModelFiles.NewPool();
        var path = SharedData.Require("models/yunet_n_dynamic.onnx");
        var reads = 0;
        byte[] Read()
        {
            reads++;
            return File.ReadAllBytes(path);
        }

        var first = pool.Open("a", "same", Read);
        var second = pool.Open("a", "same", Read);

        Assert.Same(first, second);
        Assert.Equal(1, reads);
    }

    [Fact]
    public void Execute_AgreesWithTheReference_WhenGivenTheSyntheticInput()
    {
        using var pool = ModelFiles.NewPool();
        var expected = ReadSynthetic("foam");

        var actual = RunSynthetic(ModelFiles.Open(pool, "foamliu-MobileFaceNet.onnx"));

        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
    }

    [Fact]
    public async Task Execute_GivesEveryThreadItsOwnAnswer_WhenManyRunAtOnce()
    {
        using var pool = new OnnxSessionPool(new InferenceOptions { MaxConcurrentRuns = 2 });
        var model = ModelFiles.Open(pool, "foamliu-MobileFaceNet.onnx");
        var expected = RunSynthetic(model);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => RunSynthetic(model))));

        Assert.All(answers, answer => Assert.Equal(expected, answer));
    }

    [Theory]
    [InlineData("IntraOpThreads", "0")]
    [InlineData("MaxConcurrentRuns", "-1")]
    public void AddInference_NamesKeyAndRemedy_WhenASettingIsOutOfRange(string key, string value)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new($"Recognize:Inference:{key}", value)])
            .Build();
        using var provider = new ServiceCollection().AddInference(configuration).BuildServiceProvider();

        var error = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<OnnxSessionPool>);

        Assert.Contains($"Recognize:Inference:{key}", error.Message, StringComparison.Ordinal);
        Assert.Contains("leave it out", error.Message, StringComparison.Ordinal);
    }

    private static float[] RunSynthetic(OnnxModel model)
    {
        using var run = model.Rent(1, 3, 112, 112);
        for (var index = 0; index < run.Input.Length; index++)
            run.Input[index] = (float)Math.Sin(index * 0.01);
        run.Execute(TestContext.Current.CancellationToken);
        return run.Output().ToArray();
    }

    private static float[] ReadSynthetic(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SharedData.Require("golden/faces/synthetic.json")));
        return [.. document.RootElement.GetProperty(name).EnumerateArray().Select(value => value.GetSingle())];
    }
}
