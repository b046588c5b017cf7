using Recognize.Models.Deidentification;
using Recognize.Models.Faces;
using Recognize.Models.Media;

namespace Recognize.Tests.Deidentification;

public sealed class FacesToCoverTests
{
    private static readonly ImageBox Left = new(0.1f, 0.1f, 0.2f, 0.2f);
    private static readonly ImageBox Right = new(0.6f, 0.1f, 0.2f, 0.2f);

    [Fact]
    public void Decide_LeavesTheChosenFaceReadable_AndCoversAllOthers()
    {
        var decision = FacesToCover.Decide([Found(Left), Found(Right)], [new StoredFace(Left, true), new StoredFace(Right, false)]);

        Assert.Equal([Left], decision.Readable);
        Assert.DoesNotContain(Left, decision.Covered);
        Assert.Contains(Right, decision.Covered);
    }

    [Fact]
    public void Decide_CoversStoredFaces_ThatAreNotFoundNow() =>
        Assert.Equal([Left], FacesToCover.Decide([], [new StoredFace(Left, false)]).Covered);

    [Fact]
    public void Decide_CoversFoundFaces_ThatWereNeverStored() =>
        Assert.Equal([Left], FacesToCover.Decide([Found(Left)], []).Covered);

    [Fact]
    public void Decide_CoversAFace_ThatOverlapsAChosenOneTooLittle()
    {
        var moved = Left with { X = 0.2f };

        var decision = FacesToCover.Decide([Found(moved)], [new StoredFace(Left, true)]);

        Assert.Equal([moved], decision.Covered);
        Assert.Empty(decision.Readable);
    }

    [Fact]
    public void Decide_CoversAChosenFace_WhenSomebodyElsesOverlapsIt()
    {
        var near = Left with { X = 0.22f };

        var decision = FacesToCover.Decide([Found(Left)], [new StoredFace(Left, true), new StoredFace(near, false)]);

        Assert.Contains(Left, decision.Covered);
        Assert.Empty(decision.Readable);
    }

    private static SweptFace Found(ImageBox box) => new(box, box);
}
