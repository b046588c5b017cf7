using Recognize.Models.Faces.Grouping;
using Recognize.Models.People.Refusals;

namespace Recognize.Tests.People.Refusals;

public sealed class FaceLookTests
{
    private static readonly SimilarityLimits Limits = SimilarityLimits.MobileFaceNet;

    [Fact]
    public void Of_IsTheMeanOfTheBetterHalf()
    {
        var look = FaceLook.Of([[1, 0], [0, 1], [-1, 0], [-1, 0]])!;

        Assert.Equal(2, look.Faces);
        Assert.Equal([0.5f, 0.5f], look.Mean);
    }

    [Fact]
    public void Of_IsNothing_WithoutAFace() => Assert.Null(FaceLook.Of([]));

    [Fact]
    public void With_KeepsTheMean_AndLeavesTheFormerOneAlone()
    {
        var one = FaceLook.Of([[1, 0]])!;

        var three = one.With([0, 1]).With([0, 1]);

        Assert.Equal(3, three.Faces);
        Assert.Equal(1 / 3f, three.Mean[0], 1e-6f);
        Assert.Equal(2 / 3f, three.Mean[1], 1e-6f);
        Assert.Equal([1, 0], one.Mean);
    }

    [Fact]
    public void IsLike_AsksForMore_WhenTheLookIsOfOneFaceOnly()
    {
        var (one, many) = (new FaceLook(1, [1, 0]), new FaceLook(50, [1, 0]));
        var between = (one.Needed(Limits) + many.Needed(Limits)) / 2;
        float[] face = [between, MathF.Sqrt(1 - (between * between))];

        Assert.True(many.IsLike(face, Limits));
        Assert.False(one.IsLike(face, Limits));
        Assert.True(many.Needed(Limits) >= Limits.Attach + (Limits.Margin / 2));
    }

    [Fact]
    public void IsLike_IsFalse_ForAVectorOfOtherModels() =>
        Assert.False(new FaceLook(1, [1, 0]).IsLike([1, 0, 0], Limits));
}
