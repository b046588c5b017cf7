using Recognize.Models.Media.Vips;

namespace Recognize.Tests.Media;

public sealed class VipsRuntimeTests
{
    [Theory]
    [InlineData("svgload")]
    [InlineData("magickload")]
    [InlineData("ppmload")]
    [InlineData("csvload")]
    [InlineData("vipsload")]
    [InlineData("openslideload")]
    public void Loaders_AreBlocked_WhenHostileFilesMustNotReachThem(string loader)
    {
        using var folder = new MediaFolder();
        var path = folder.Write("file", "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"u8);

        using var operation = new VipsOperation(loader);
        operation.SetText("filename", path);
        var refusal = Assert.Throws<VipsException>(() => operation.Run());

        Assert.Contains("blocked", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Operations_ReportTheirErrors_AndCanBeDisposed_WhenTheyFail()
    {
        for (var i = 0; i < 100; i++)
        {
            using var operation = new VipsOperation("jpegload");
            operation.SetText("filename", "/no/such/file.jpg");

            Assert.Contains("jpegload", Assert.Throws<VipsException>(() => operation.Run()).Message, StringComparison.Ordinal);
        }
    }
}
