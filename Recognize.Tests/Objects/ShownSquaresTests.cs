using Recognize.Models.Inference;
using Recognize.Models.Media;
using Recognize.Models.Objects;

namespace Recognize.Tests.Objects;

public sealed class ShownSquaresTests
{
    [Theory]
    [InlineData(400, 200, 200, 0)]
    [InlineData(200, 400, 0, 200)]
    [InlineData(200, 200, 0, 0)]
    public void Of_ShowsTheMiddleAndBothEnds(int width, int height, double endX, double endY)
    {
        using var image = PixelImage.Rent(width, height);

        var squares = ShownSquares.MiddleAndEnds.Of(image);

        Assert.Equal(
            [
                new SourceArea((width - 175) / 2.0, (height - 175) / 2.0, 175, 175),
                new SourceArea(0, 0, 200, 200), new SourceArea(endX, endY, 200, 200),
            ],
            squares);
    }

    [Fact]
    public void Of_ShowsOneSquare_WhereTheMiddleIsAsked()
    {
        using var image = PixelImage.Rent(300, 100);

        Assert.Equal([new SourceArea(100, 0, 100, 100)], ShownSquares.WholeMiddle.Of(image));
    }
}
