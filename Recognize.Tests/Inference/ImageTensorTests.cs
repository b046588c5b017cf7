using Recognize.Models.Inference;
using Recognize.Tests.Support;

namespace Recognize.Tests.Inference;

public sealed class ImageTensorTests
{
    private static readonly TensorLayout RawRedFirst = new(BlueFirst: false, (0, 0, 0), (1, 1, 1));

    [Fact]
    public void Write_CopiesEveryPixel_WhenNothingIsResized()
    {
        using var image = DrawnImage.Draw(37, 23, (x, y) => ((byte)x, (byte)y, (byte)(x + y)));
        var tensor = new float[3 * 37 * 23];

        ImageTensor.Write(image, SourceArea.Whole(image), RawRedFirst, tensor, 37, 23, 37, 23);

        for (var at = 0; at < 37 * 23; at++)
        {
            Assert.Equal(image.Pixels[3 * at], tensor[at], 1e-3f);
            Assert.Equal(image.Pixels[(3 * at) + 1], tensor[at + (37 * 23)], 1e-3f);
            Assert.Equal(image.Pixels[(3 * at) + 2], tensor[at + (2 * 37 * 23)], 1e-3f);
        }
    }

    [Fact]
    public void Write_SwapsPlanesAndNormalises_WhenTheLayoutSaysSo()
    {
        using var image = DrawnImage.Draw(4, 4, (_, _) => (10, 20, 30));
        var layout = new TensorLayout(BlueFirst: true, (1, 2, 3), (2, 2, 2));
        var tensor = new float[3 * 16];

        ImageTensor.Write(image, SourceArea.Whole(image), layout, tensor, 4, 4, 4, 4);

        Assert.Equal([54f, 36f, 18f], [tensor[0], tensor[16], tensor[32]]);
    }

    [Fact]
    public void Write_InterpolatesBetweenPixelCentres_WhenEnlarging()
    {
        using var image = DrawnImage.Draw(2, 1, (x, _) => ((byte)(x * 100), 0, 0));
        var tensor = new float[3 * 4];

        ImageTensor.Write(image, SourceArea.Whole(image), RawRedFirst, tensor, 4, 1, 4, 1);

        Assert.Equal([0f, 25f, 75f, 100f], tensor[..4].Select(value => MathF.Round(value, 3)));
    }

    [Theory]
    [InlineData(64)]
    [InlineData(31)]
    public void Write_AveragesInsteadOfAliasing_WhenShrinkingStripes(int size)
    {
        using var image = DrawnImage.Draw(256, 256, (x, _) => x % 2 == 0 ? ((byte)255, (byte)255, (byte)255) : ((byte)0, (byte)0, (byte)0));
        var tensor = new float[3 * size * size];

        ImageTensor.Write(image, SourceArea.Whole(image), RawRedFirst, tensor, size, size, size, size);

        Assert.All(tensor, value => Assert.InRange(value, 115, 140));
    }

    [Fact]
    public void Write_TakesTheAreaOnly_WhenAPartIsAskedFor()
    {
        using var image = DrawnImage.Draw(40, 40, (x, y) => x is >= 10 and < 30 && y is >= 10 and < 30 ? ((byte)200, (byte)0, (byte)0) : ((byte)0, (byte)0, (byte)0));
        var tensor = new float[3 * 100];

        ImageTensor.Write(image, new SourceArea(12, 12, 16, 16), RawRedFirst, tensor, 10, 10, 10, 10);

        Assert.All(tensor[..100], value => Assert.Equal(200, value, 0.01f));
    }

    [Fact]
    public void Write_LeavesThePaddingAlone_WhenTheTensorIsLarger()
    {
        using var image = DrawnImage.Draw(3, 2, (_, _) => (7, 7, 7));
        var tensor = Enumerable.Repeat(114f, 3 * 32).ToArray();

        ImageTensor.Write(image, SourceArea.Whole(image), RawRedFirst, tensor, 8, 4, 3, 2);

        Assert.Equal(3 * 6, tensor.Count(value => value == 7));
        Assert.Equal(3 * 26, tensor.Count(value => value == 114));
    }

    [Fact]
    public void WriteCrop_ReversesEveryRow_WhenMirrored()
    {
        byte[] crop = [1, 0, 0, 2, 0, 0, 3, 0, 0, 4, 0, 0];
        var tensor = new float[12];

        ImageTensor.WriteCrop(crop, 2, RawRedFirst, tensor, mirrored: true);

        Assert.Equal([2f, 1f, 4f, 3f], tensor[..4]);
    }
}
