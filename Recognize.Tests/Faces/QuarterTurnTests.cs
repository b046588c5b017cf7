using System.Numerics;
using Recognize.Models.Faces;
using Recognize.Models.Inference;
using Recognize.Tests.Support;

namespace Recognize.Tests.Faces;

public sealed class QuarterTurnTests
{
    [Fact]
    public void Undo_LeadsBackToTheSamePixel_ForEveryTurn()
    {
        using var image = DrawnImage.Draw(40, 20, (x, y) => x == 7 && y == 3 ? ((byte)255, (byte)0, (byte)0) : default);

        foreach (var turn in QuarterTurn.Sideways)
        {
            using var turned = turn.Apply(image, 40);
            var at = turned.Pixels.IndexOf((byte)255) / 3;
            var (x, y) = (at % turned.Width, at / turned.Width);
            var face = new FaceCandidate(
                new ScoredBox(x, y, 1, 1, 0.9f), [.. Enumerable.Repeat(new Vector2(x + 0.5f, y + 0.5f), 5)]);

            var back = turn.Undo(face, turned, image);

            Assert.Equal(new ScoredBox(7, 3, 1, 1, 0.9f), back.Box);
            Assert.All(back.Points, point => Assert.Equal(new Vector2(7.5f, 3.5f), point));
        }
    }

    [Fact]
    public void Undo_StretchesToTheImage_WhenTheTurnedCopyIsSmaller()
    {
        using var image = DrawnImage.Draw(400, 200, (_, _) => default);
        var right = QuarterTurn.Sideways[0];
        using var turned = right.Apply(image, 40);

        var back = right.Undo(new FaceCandidate(new ScoredBox(2, 4, 6, 8, 0.9f), []), turned, image);

        Assert.Equal((20, 40), (turned.Width, turned.Height));
        Assert.Equal(new ScoredBox(40, 120, 80, 60, 0.9f), back.Box);
    }
}
