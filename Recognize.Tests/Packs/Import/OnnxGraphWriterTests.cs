using Recognize.Models.Inference;
using Recognize.Models.Packs.Import;
using Recognize.Tests.Support;

namespace Recognize.Tests.Packs.Import;

public sealed class OnnxGraphWriterTests : IDisposable
{
    private readonly OnnxSessionPool _pool = ModelFiles.NewPool();

    [Fact]
    public void ToBytes_GivesANetworkThatRuns_WithAnyNumberOfRows()
    {
        var graph = new OnnxGraphWriter("line");
        var input = graph.Input("input", OnnxElementType.Float, "rows", 3);
        var weights = graph.Constant("weights", [1f, 2f, 3f, 4f, 5f, 6f], 3, 2);
        var product = graph.Node("MatMul", [input, weights]);
        var shifted = graph.Node("Add", [product, graph.Constant("bias", [0.5f, -100f], 2)]);
        graph.NodeAs("scores", "LeakyRelu", [shifted], OnnxAttribute.Float("alpha", 0.5f));
        graph.Output("scores", OnnxElementType.Float, "rows", 2);

        using var run = Open(graph).Rent(2, 3);
        ((ReadOnlySpan<float>)[1, 0, 0, 0, 1, 1]).CopyTo(run.Input);
        run.Execute(TestContext.Current.CancellationToken);

        Assert.Equal([1.5f, -49f, 8.5f, -45f], run.Output("scores").ToArray());
    }

    [Fact]
    public void ToBytes_KeepsEveryElementType_WhenConstantsAreIntegers()
    {
        var graph = new OnnxGraphWriter("types");
        var input = graph.Input("input", OnnxElementType.Float, 1, 4);
        var scale = graph.Scalar("scale", 0.5f);
        var bytes = graph.Node("DequantizeLinear", [graph.Constant("u8", (byte[])[255, 1, 2, 3], 1, 4), scale]);
        var signed = graph.Node("DequantizeLinear", [graph.Constant("i8", (sbyte[])[-128, 1, 2, 3], 1, 4), scale]);
        var words = graph.Node("DequantizeLinear", [graph.Constant("i32", (int[])[-70000, 1, 2, 3], 1, 4), scale]);
        var sum = graph.Node("Sum", [input, bytes, signed, words]);
        graph.NodeAs("output", "Reshape", [sum, graph.Integers("shape", 2, -1)]);
        graph.Output("output", OnnxElementType.Float, 2, 2);

        var model = Open(graph);
        using var run = model.Rent(1, 4);
        run.Input.Fill(10);
        run.Execute(TestContext.Current.CancellationToken);

        Assert.Equal([10 + 127.5f - 64 - 35000, 11.5f, 13, 14.5f], run.Output().ToArray());
        Assert.Equal([1, 4], model.InputShape);
    }

    [Fact]
    public void ToBytes_KeepsListsAndTexts_WhenANodeHasSuchAttributes()
    {
        var graph = new OnnxGraphWriter("pooling");
        graph.Input("input", OnnxElementType.Float, 1, 1, 3, 3);
        graph.NodeAs(
            "output", "MaxPool", ["input"], OnnxAttribute.Ints("kernel_shape", 2, 2), OnnxAttribute.Ints("strides", 2, 2),
            OnnxAttribute.Text("auto_pad", "SAME_UPPER"));
        graph.Output("output", OnnxElementType.Float, 1, 1, 2, 2);

        using var run = Open(graph).Rent(1, 1, 3, 3);
        ((ReadOnlySpan<float>)[1, 2, 3, 4, 5, 6, 7, 8, 9]).CopyTo(run.Input);
        run.Execute(TestContext.Current.CancellationToken);

        Assert.Equal([5f, 6f, 8f, 9f], run.Output().ToArray());
    }

    [Fact]
    public void Constant_IsRefused_WhenItsShapeNeedsAnotherNumberOfValues()
    {
        var graph = new OnnxGraphWriter("wrong");

        var error = Assert.Throws<ArgumentException>(() => graph.Constant("weights", [1f, 2f], 3));

        Assert.Contains("weights", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NodeAs_IsRefused_WhenTheNameIsTaken()
    {
        var graph = new OnnxGraphWriter("twice");
        graph.Input("value", OnnxElementType.Float, 1);

        Assert.Throws<ArgumentException>(() => graph.NodeAs("value", "Relu", ["value"]));
    }

    public void Dispose() => _pool.Dispose();

    private OnnxModel Open(OnnxGraphWriter graph) => _pool.Open("built.onnx", Guid.NewGuid().ToString(), graph.ToBytes);
}
