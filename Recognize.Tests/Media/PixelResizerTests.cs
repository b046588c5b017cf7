using Recognize.Models.Media;
using Recognize.Models.Media.Photos;

namespace Recognize.Tests.Media;

public sealed class PixelResizerTests
{
    [Theory]
    [InlineData(1280, 960, 640, 640, 480)]
    [InlineData(1000, 333, 100, 100, 33)]
    [InlineData(5, 4000, 100, 1, 100)]
    [InlineData(40, 30, 640, 40, 30)]
    public void Resize_KeepsProportions_AndNeverEnlarges(int width, int height, int maxEdge, int newWidth, int newHeight)
    {
        using var image = DrawnPhoto.Draw(width, height);

        using var resized = PixelResizer.Resize(image, maxEdge);

        Assert.Equal((newWidth, newHeight), (resized.Width, resized.Height));
    }

    [Fact]
    public void Resize_KeepsEveryColour_OfAFlatImage()
    {
        using var image = PixelImage.Rent(333, 217);
        for (var value = 0; value < 256; value += 15)
        {
            image.Pixels.Fill((byte)value);

            using var resized = PixelResizer.Resize(image, 100);

            Assert.True(resized.Pixels.IndexOfAnyExcept((byte)value) < 0, $"{value} changed");
        }
    }

    [Fact]
    public void Resize_KeepsQuarters_WhereTheyWere()
    {
        using var image = DrawnPhoto.Draw(1281, 961);

        using var resized = PixelResizer.Resize(image, 87);

        DrawnPhoto.AssertLooksDrawn(resized, tolerance: 1);
    }

    [Fact]
    public void Resize_AveragesAFineChequer_ToGrey()
    {
        using var image = PixelImage.Rent(400, 400);
        for (var y = 0; y < 400; y++)
        {
            for (var x = 0; x < 400; x++)
                image.Pixels.Slice(((y * 400) + x) * 3, 3).Fill((x + y) % 2 == 0 ? (byte)255 : (byte)0);
        }

        using var resized = PixelResizer.Resize(image, 100);

        foreach (var value in resized.Pixels)
            Assert.InRange(value, 120, 135);
    }

    [Theory]
    [InlineData(2000, 37, 1280)]
    [InlineData(61, 47, 60)]
    [InlineData(9, 5, 4)]
    [InlineData(300, 200, 7)]
    public void Resize_SumsEachPixelOverItsWindow_ToARoundingError(int width, int height, int maxEdge)
    {
        using var image = PixelImage.Rent(width, height);
        new Random(width).NextBytes(image.Pixels);

        using var resized = PixelResizer.Resize(image, maxEdge);

        var (columns, rows) = (FilterWeights.Of(width, resized.Width), FilterWeights.Of(height, resized.Height));
        for (var at = 0; at < resized.Pixels.Length; at++)
        {
            var (x, y) = (at / 3 % resized.Width, at / 3 / resized.Width);
            var sum = 0.0;
            for (var i = 0; i < rows.Counts[y]; i++)
            {
                for (var j = 0; j < columns.Counts[x]; j++)
                {
                    var from = ((((rows.Starts[y] + i) * width) + columns.Starts[x] + j) * 3) + (at % 3);
                    sum += (double)rows.Weights[(y * rows.Stride) + i] * columns.Weights[(x * columns.Stride) + j] * image.Pixels[from];
                }
            }
            Assert.InRange(resized.Pixels[at], Math.Clamp(sum, 0, 255) - 0.7, Math.Clamp(sum, 0, 255) + 0.7);
        }
    }

    [Theory]
    [InlineData(100, 30)]
    [InlineData(7, 7)]
    [InlineData(1000, 1)]
    [InlineData(3, 2)]
    public void FilterWeights_AddUpToOne_AndStayInside(int source, int target)
    {
        var filter = FilterWeights.Of(source, target);

        for (var i = 0; i < target; i++)
        {
            var sum = filter.Weights.AsSpan(i * filter.Stride, filter.Counts[i]).ToArray().Sum();
            Assert.Equal(1, sum, 4);
            Assert.InRange(filter.Starts[i], 0, source - 1);
            Assert.InRange(filter.Starts[i] + filter.Counts[i], 1, source);
        }
    }

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(2, 1, 0)]
    [InlineData(3, 1, 1)]
    [InlineData(4, 0, 1)]
    [InlineData(5, 0, 0)]
    [InlineData(6, 1, 0)]
    [InlineData(7, 1, 1)]
    [InlineData(8, 0, 1)]
    public void Orientation_PutsTheStoredTopLeft_WhereExifSays(int orientation, int column, int row)
    {
        var upright = PixelOrientation.Apply(DrawnPhoto.Draw(70, 50), orientation);

        using (upright)
        {
            Assert.Equal(orientation >= 5 ? (50, 70) : (70, 50), (upright.Width, upright.Height));
            DrawnPhoto.AssertNear(DrawnPhoto.TopLeft, DrawnPhoto.Quarter(upright, column, row), 0);
            DrawnPhoto.AssertNear(DrawnPhoto.BottomRight, DrawnPhoto.Quarter(upright, 1 - column, 1 - row), 0);
        }
    }
}
