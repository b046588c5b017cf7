using Recognize.Models.Landmarks.Matching;

namespace Recognize.Tests.Landmarks.Matching;

public sealed class TransformFitTests
{
    private static readonly PlaneTransform Tilted = new(1.2, 0.1, -40, -0.05, 0.9, 25, 0.0006, -0.0003);

    private static readonly (double X, double Y)[] Points =
        [(10, 20), (600, 30), (580, 440), (30, 450), (300, 200), (120, 333)];

    [Fact]
    public void Homography_IsTheMap_WhenPointsAreExact()
    {
        var fitted = TransformFit.Homography([.. Points.Select(point => Pair(Tilted, point))]);

        AssertSameMap(Tilted, fitted!.Value, 1e-6);
    }

    [Fact]
    public void Affine_IsTheMap_WhenPointsAreExact()
    {
        var skewed = new PlaneTransform(0.7, 0.2, 15, -0.1, 1.3, -60);

        var fitted = TransformFit.Affine([.. Points.Select(point => Pair(skewed, point))]);

        AssertSameMap(skewed, fitted!.Value, 1e-6);
    }

    [Fact]
    public void Fit_IsNull_WhenAllPointsAreOnALine()
    {
        var line = Enumerable.Range(0, 8).Select(i => Pair(Tilted, (i * 10, i * 20))).ToList();

        Assert.Null(TransformFit.Affine(line));
        Assert.Null(TransformFit.Homography(line));
    }

    [Fact]
    public void Fit_IsNull_WhenAllPointsAreOne()
    {
        var same = Enumerable.Repeat(new PointPair(5, 5, 7, 7), 8).ToList();

        Assert.Null(TransformFit.Affine(same));
        Assert.Null(TransformFit.Homography(same));
    }

    [Theory]
    [InlineData(1, 0, 0, 1, true)]
    [InlineData(-1, 0, 0, 1, false)]
    [InlineData(0, -1, 1, 0, false)]
    [InlineData(3, 0, 0, 1, false)]
    [InlineData(20, 0, 0, 20, false)]
    public void IsPossible_RefusesWhatNoUprightCameraSees(double xx, double xy, double yx, double yy, bool expected) =>
        Assert.Equal(expected, new PlaneTransform(xx, xy, 0, yx, yy, 0).At(50, 50).IsPossible);

    [Fact]
    public void ConvexArea_IsThatOfTheOuterPoints()
    {
        var area = ConvexArea.Of([(0, 0), (10, 0), (10, 5), (0, 5), (3, 2), (7, 4), (10, 0)]);

        Assert.Equal(50, area, 9);
    }

    [Fact]
    public void ConvexArea_IsNothing_ForALine() => Assert.Equal(0, ConvexArea.Of([(0, 0), (5, 5), (9, 9)]), 9);

    private static PointPair Pair(PlaneTransform transform, (double X, double Y) point)
    {
        var (x, y) = transform.Apply(point.X, point.Y);
        return new PointPair(point.X, point.Y, x, y);
    }

    private static void AssertSameMap(PlaneTransform expected, PlaneTransform actual, double tolerance)
    {
        foreach (var (x, y) in Points)
        {
            var (expectedX, expectedY) = expected.Apply(x, y);
            var (actualX, actualY) = actual.Apply(x, y);
            Assert.Equal(expectedX, actualX, tolerance);
            Assert.Equal(expectedY, actualY, tolerance);
        }
    }
}
