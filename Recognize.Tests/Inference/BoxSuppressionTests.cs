using Recognize.Models.Inference;

namespace Recognize.Tests.Inference;

public sealed class BoxSuppressionTests
{
    [Fact]
    public void Keep_DropsTheLessSureOfTwo_WhenTheyOverlap()
    {
        ScoredBox[] boxes = [new(0, 0, 10, 10, 0.7f), new(1, 1, 10, 10, 0.9f), new(50, 50, 10, 10, 0.6f)];

        var kept = BoxSuppression.Keep(boxes, box => box, 0.3f);

        Assert.Equal([0.9f, 0.6f], kept.Select(box => box.Score));
    }

    [Fact]
    public void Keep_KeepsBoth_WhenTheOverlapIsAllowed()
    {
        ScoredBox[] boxes = [new(0, 0, 10, 10, 0.7f), new(5, 0, 10, 10, 0.9f)];

        var kept = BoxSuppression.Keep(boxes, box => box, 0.34f);

        Assert.Equal(2, kept.Count);
    }
}
