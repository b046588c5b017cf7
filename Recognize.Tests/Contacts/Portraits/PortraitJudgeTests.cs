using Recognize.Models.Contacts.Portraits;
using Recognize.Models.Faces;
using Recognize.Models.Media;

namespace Recognize.Tests.Contacts.Portraits;

public sealed class PortraitJudgeTests
{
    [Fact]
    public void Judge_TakesTheOneGoodFace_AlsoWithSomebodyFarBehind()
    {
        Assert.Equal((PortraitState.Usable, 0), Judge(Face(0.8f, 200)));
        Assert.Equal((PortraitState.Usable, 1), Judge(Face(0.9f, 60), Face(0.8f, 200)));
    }

    [Fact]
    public void Judge_Asks_WhenThereIsNoneOrSeveral()
    {
        Assert.Equal((PortraitState.NoFace, null), Judge());
        Assert.Equal((PortraitState.SeveralFaces, null), Judge(Face(0.8f, 200), Face(0.8f, 70)));
        Assert.Contains("2 faces", PortraitJudge.Judge([Face(0.8f, 200), Face(0.8f, 70)]).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20, 0.9f, 0.9f, "too small")]
    [InlineData(200, 0.2f, 0.9f, "too blurred")]
    [InlineData(200, 0.9f, 0.1f, "turned too far aside")]
    [InlineData(200, 0.9f, 0.9f, "seen too poorly")]
    public void Judge_SaysWhatIsPoor(float size, float sharpness, float frontality, string reason)
    {
        var verdict = PortraitJudge.Judge([Face(0.1f, size) with { Sharpness = sharpness, Frontality = frontality }]);

        Assert.Equal((PortraitState.PoorFace, 0), (verdict.State, verdict.Face));
        Assert.Contains(reason, verdict.Reason, StringComparison.Ordinal);
    }

    private static (PortraitState, int?) Judge(params DetectedFace[] faces)
    {
        var verdict = PortraitJudge.Judge(faces);
        return (verdict.State, verdict.Face);
    }

    private static DetectedFace Face(float quality, float size) =>
        new(new ImageBox(0, 0, 0.5f, 0.5f), [], 0.9f, quality, size, 0.9f, 0.9f, [1]);
}
